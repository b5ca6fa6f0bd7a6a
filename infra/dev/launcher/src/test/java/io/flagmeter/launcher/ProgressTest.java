package io.flagmeter.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ProgressTest {

    private final ByteArrayOutputStream written = new ByteArrayOutputStream();

    @Test
    void withoutATerminalEachRowIsOnePlainLine() {
        show(new Screen(out(), 0, false));

        assertThat(text().lines())
                .hasSize(2)
                .satisfiesExactly(
                        first -> assertThat(first).matches("  ✓ postgres +0\\.\\d s  port 5432"),
                        second -> assertThat(second).matches("  ✗ valkey +0\\.\\d s  no answer"));
    }

    @Test
    void onATerminalRowsAreRedrawnAndFitItsWidth() {
        show(new Screen(out(), 30, true));

        assertThat(text()).contains("\033[2A\r").contains("\033[32m✓\033[0m postgres");
        assertThat(text().replaceAll("\033\\[[0-9]*[A-Zm]", "").lines())
                .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(30));
    }

    private void show(Screen screen) {
        try (var progress = new Progress(screen)) {
            var postgres = progress.begin("postgres", "starting a rather long story");
            var valkey = progress.begin("valkey", "starting");
            postgres.done("port 5432");
            valkey.failed("no answer");
        }
    }

    private PrintStream out() {
        return new PrintStream(written, true, StandardCharsets.UTF_8);
    }

    private String text() {
        return written.toString(StandardCharsets.UTF_8);
    }
}
