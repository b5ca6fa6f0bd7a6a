package io.flagmeter.tools.replay;

import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import java.time.Instant;

/** One event as it goes over the wire. */
record Event(
        String id,
        String tenant,
        String feature,
        long tokens,
        @JsonSerialize(using = ToStringSerializer.class) Instant timestamp) {}
