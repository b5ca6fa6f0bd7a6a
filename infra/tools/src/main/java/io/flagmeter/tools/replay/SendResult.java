package io.flagmeter.tools.replay;

import java.time.Duration;

/** How the sending went; {@code failure} is empty unless it stopped before its end. */
record SendResult(long accepted, long rejected, long retried, Duration took, String failure) {
    long events() {
        return accepted + rejected;
    }

    long perSecond() {
        return Math.round(events() * 1e9 / Math.max(1, took.toNanos()));
    }
}
