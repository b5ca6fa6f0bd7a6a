package io.flagmeter.tools.replay;

import java.time.Duration;

/** How a trace is to be sent. */
record ReplayOptions(
        Target target, Times times, Speed speed, int batch, int concurrency, Duration timeout) {
    static final int MAX_BATCH = 1_000;
    static final int MAX_CONCURRENCY = 256;

    ReplayOptions {
        check("batch", batch, MAX_BATCH);
        check("concurrency", concurrency, MAX_CONCURRENCY);
        if (timeout.isNegative()) {
            throw new IllegalArgumentException("--timeout must be 0 seconds or more");
        }
    }

    private static void check(String option, int value, int max) {
        if (value < 1 || value > max) {
            throw new IllegalArgumentException(
                    "--%s must be from 1 to %d, not %d".formatted(option, max, value));
        }
    }
}
