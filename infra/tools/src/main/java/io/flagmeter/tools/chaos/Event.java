package io.flagmeter.tools.chaos;

import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** An event as it is sent, and as it is found in the raw log: equal if all is well. */
record Event(
        String id,
        String tenant,
        String feature,
        long tokens,
        @JsonSerialize(using = ToStringSerializer.class) Instant timestamp) {

    /** What makes two events the same. */
    record Key(String tenant, String id) {
        @Override
        public String toString() {
            return tenant + "/" + id;
        }
    }

    Key key() {
        return new Key(tenant, id);
    }

    Minute minute() {
        return new Minute(tenant, feature, timestamp.truncatedTo(ChronoUnit.MINUTES));
    }
}
