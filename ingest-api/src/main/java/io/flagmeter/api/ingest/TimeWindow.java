package io.flagmeter.api.ingest;

import io.flagmeter.model.event.InvalidEventException;
import java.time.Duration;
import java.time.Instant;

/**
 * How far an event's timestamp may lie from the server's clock.
 *
 * @param late how far behind; never longer than the de-duplication window, or an event sent again
 *     late would count twice
 * @param ahead how far ahead, for clocks that differ
 */
record TimeWindow(Duration late, Duration ahead) {

    void check(Instant timestamp, Instant now) throws InvalidEventException {
        if (timestamp.isAfter(now.plus(ahead))) {
            throw new InvalidEventException(
                    "timestamp", "must be at most " + words(ahead) + " ahead of now, " + now);
        }
        if (timestamp.isBefore(now.minus(late))) {
            throw new InvalidEventException(
                    "timestamp", "must be at most " + words(late) + " behind now, " + now);
        }
    }

    private static String words(Duration duration) {
        long seconds = duration.toSeconds();
        if (seconds % 3600 == 0) {
            return seconds / 3600 + " h";
        }
        return seconds % 60 == 0 ? seconds / 60 + " min" : seconds + " s";
    }
}
