package io.flagmeter.systemtest.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The promise, on the packaged programs: whatever is killed, every event counts once. */
class ChaosIT {
    private static final Pattern FAULTS = Pattern.compile("(?m)^faults +(\\d+)  \\(");
    private static final Pattern COUNTED = Pattern.compile("(?m)^events counted +([\\d,]+)$");

    @Test
    @Timeout(value = 10, unit = TimeUnit.MINUTES)
    void tenKillsLoseAndDoubleNothing() throws Exception {
        ChaosRun run = ChaosRun.of("--kills", "10", "--seed", "7");

        assertThat(run.status()).as(run.output()).isZero();
        assertThat(run.output()).endsWith("no difference\n").doesNotContain("✗");
        assertThat(number(FAULTS, run.output())).isGreaterThanOrEqualTo(10);
        assertThat(number(COUNTED, run.output())).isGreaterThan(2_000);
    }

    private static long number(Pattern pattern, String output) {
        var found = pattern.matcher(output);
        assertThat(found.find()).as(output).isTrue();
        return Long.parseLong(found.group(1).replace(",", ""));
    }
}
