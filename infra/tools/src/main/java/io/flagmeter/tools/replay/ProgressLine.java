package io.flagmeter.tools.replay;

import java.time.Duration;
import java.util.Locale;

/** How far the sending is, in one line. */
record ProgressLine(long done, long total, Duration elapsed) {
    private static final int WIDTH = 24;

    String bar() {
        int filled = (int) (WIDTH * done / total);
        return "[%s%s] %s".formatted("#".repeat(filled), "-".repeat(WIDTH - filled), plain());
    }

    String plain() {
        return String.format(
                Locale.ROOT,
                "%3d %%  %,d of %,d events  %,d/s%s",
                100 * done / total,
                done,
                total,
                Math.round(rate()),
                eta());
    }

    private double rate() {
        long nanos = elapsed.toNanos();
        return nanos <= 0 ? 0 : done * 1e9 / nanos;
    }

    private String eta() {
        if (rate() == 0) {
            return "";
        }
        Duration left = Duration.ofSeconds(Math.round((total - done) / rate()));
        return left.toHours() > 0
                ? String.format(
                        Locale.ROOT, "  ETA %d:%02d h", left.toHours(), left.toMinutesPart())
                : String.format(
                        Locale.ROOT, "  ETA %d:%02d min", left.toMinutes(), left.toSecondsPart());
    }
}
