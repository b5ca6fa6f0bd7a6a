package io.flagmeter.systemtest.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The packaged programs under load and faults need no more at the end than at the beginning. */
class SoakIT {

    /** So short that PostgreSQL still fills its buffers: only what grows by half is too much. */
    @Test
    @Timeout(value = 10, unit = TimeUnit.MINUTES)
    void threeMinutesUnderLoadGrowNothing() throws Exception {
        ChaosRun run =
                ChaosRun.of("--soak", "3m", "--every", "20", "--growth", "50", "--seed", "7");

        assertThat(run.status()).as(run.output()).isZero();
        assertThat(run.output())
                .endsWith("nothing grew, no difference\n")
                .contains("✓ postgres", "✓ second-worker", "✓ valkey")
                .doesNotContain("✗");
    }
}
