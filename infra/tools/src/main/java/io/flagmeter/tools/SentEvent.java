package io.flagmeter.tools;

import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import java.time.Instant;

/** An event as it is sent, and as it is found in the raw log: equal if all is well. */
public record SentEvent(
        String id,
        String tenant,
        String feature,
        long tokens,
        @JsonSerialize(using = ToStringSerializer.class) Instant timestamp) {

    /** What makes two events the same. */
    public record Key(String tenant, String id) {
        @Override
        public String toString() {
            return tenant + "/" + id;
        }
    }

    public Key key() {
        return new Key(tenant, id);
    }
}
