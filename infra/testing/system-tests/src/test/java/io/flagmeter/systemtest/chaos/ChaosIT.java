package io.flagmeter.systemtest.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
        Run run = chaos("--kills", "10", "--seed", "7");

        assertThat(run.status()).as(run.output()).isZero();
        assertThat(run.output()).endsWith("no difference\n").doesNotContain("✗");
        assertThat(number(FAULTS, run.output())).isGreaterThanOrEqualTo(10);
        assertThat(number(COUNTED, run.output())).isGreaterThan(2_000);
    }

    /** So short that PostgreSQL still fills its buffers: only what grows by half is too much. */
    @Test
    @Timeout(value = 10, unit = TimeUnit.MINUTES)
    void threeMinutesUnderLoadGrowNothing() throws Exception {
        Run run = chaos("--soak", "3m", "--every", "20", "--growth", "50", "--seed", "7");

        assertThat(run.status()).as(run.output()).isZero();
        assertThat(run.output())
                .endsWith("nothing grew, no difference\n")
                .contains("✓ postgres", "✓ second-worker", "✓ valkey")
                .doesNotContain("✗");
    }

    private record Run(int status, String output) {}

    private static Run chaos(String... options) throws IOException, InterruptedException {
        var command = new ArrayList<String>();
        command.add(Path.of("../../../flagmeter").toAbsolutePath().normalize().toString());
        command.add("chaos");
        command.addAll(List.of(options));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try {
            String output = new String(process.getInputStream().readAllBytes());
            return new Run(process.waitFor(), output);
        } finally {
            process.destroy();
        }
    }

    private static long number(Pattern pattern, String output) {
        var found = pattern.matcher(output);
        assertThat(found.find()).as(output).isTrue();
        return Long.parseLong(found.group(1).replace(",", ""));
    }
}
