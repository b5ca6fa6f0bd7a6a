package io.flagmeter.tools.chaos;

import io.flagmeter.tools.SentEvent;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** The key of a rollup. */
record Minute(String tenant, String feature, Instant start) {

    static Minute of(SentEvent event) {
        return new Minute(
                event.tenant(), event.feature(), event.timestamp().truncatedTo(ChronoUnit.MINUTES));
    }
}
