package io.flagmeter.bench;

import java.time.Duration;

/**
 * How long and how much one run measures.
 *
 * @param warmUp one step of {@link WarmUp}
 * @param round one of {@link #ROUNDS} in which both sides of a ratio take turns
 * @param openLoop how long events arrive at a fixed rate
 * @param queued events that wait for the worker
 * @param rollups what is stored when quota checks are measured for the second time
 */
record Size(Duration warmUp, Duration round, Duration openLoop, int queued, int rollups) {

    static final int ROUNDS = 3;

    static final Size FULL =
            new Size(
                    Duration.ofSeconds(4),
                    Duration.ofSeconds(6),
                    Duration.ofSeconds(60),
                    1_000_000,
                    10_000_000);

    static final Size QUICK =
            new Size(
                    Duration.ofSeconds(2),
                    Duration.ofSeconds(2),
                    Duration.ofSeconds(10),
                    200_000,
                    1_000_000);
}
