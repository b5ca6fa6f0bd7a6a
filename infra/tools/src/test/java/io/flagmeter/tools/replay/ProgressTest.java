package io.flagmeter.tools.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ProgressTest {
    private final StringWriter out = new StringWriter();

    @Test
    void theLineShowsPercentRateAndTheTimeLeft() {
        ProgressLine line = new ProgressLine(2_000, 8_000, Duration.ofSeconds(20));
        assertThat(line.plain()).isEqualTo(" 25 %  2,000 of 8,000 events  100/s  ETA 1:00 min");
        assertThat(line.bar()).isEqualTo("[######------------------] " + line.plain());
        assertThat(line.bar().length()).isLessThan(80);
    }

    @Test
    void beforeTheFirstAnswerThereIsNoEta() {
        assertThat(new ProgressLine(0, 8_000, Duration.ZERO).plain())
                .isEqualTo("  0 %  0 of 8,000 events  0/s");
    }

    @Test
    void aLongTraceIsMeasuredInHours() {
        assertThat(new ProgressLine(1, 8_000, Duration.ofSeconds(1)).plain())
                .endsWith("ETA 2:13 h");
        assertThat(new ProgressLine(8_000, 8_000, Duration.ofSeconds(1)).bar())
                .startsWith("[########################] 100 %");
    }

    @Test
    void aFileGetsWholeLinesWithoutControlCharacters() {
        try (ReplayProgress progress = new ReplayProgress(new PrintWriter(out), false)) {
            progress.show(() -> "half");
            progress.tick();
            progress.note("something");
        }
        assertThat(out).hasToString("half%nsomething%n".formatted());
    }

    @Test
    void aTerminalGetsOneLineThatIsErasedAtTheEnd() {
        try (ReplayProgress progress = new ReplayProgress(new PrintWriter(out), true)) {
            progress.show(() -> "half");
            progress.tick();
            progress.note("something");
        }
        assertThat(out.toString())
                .contains("\r\u001B[Khalf\r\u001B[Ksomething%n".formatted())
                .endsWith("\r\u001B[K");
    }
}
