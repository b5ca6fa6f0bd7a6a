package io.flagmeter.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** The figures for people: each beside its limit, and what it should be. */
final class Table {

    private final Figures figures;
    private final List<String> lines = new ArrayList<>();

    private Table(Figures figures) {
        this.figures = figures;
    }

    static List<String> of(Figures figures) {
        var table = new Table(figures);
        table.header();
        table.ingest();
        table.openLoop();
        table.worker();
        table.usage();
        table.memory();
        return table.lines;
    }

    private void header() {
        line("", "measured", "limit", "ratio", "goal");
    }

    private void ingest() {
        ratio(
                "single events/s; do-nothing handler",
                "single.per_second",
                "single.noop_per_second",
                "single.ratio_to_noop",
                "50,000; 60 %");
        ratio(
                "single events/s; that and a bare LPUSH",
                "single.per_second",
                "single.bare_lpush_per_second",
                "single.ratio_to_bare_lpush",
                "");
        ratio(
                "single events/s; without a key",
                "single.per_second",
                "single.keyless_per_second",
                "single.ratio_to_keyless",
                "95 %");
        ratio(
                "single events/s with a rate limit; without",
                "single.limited_per_second",
                "single.per_second",
                "single.ratio_limited",
                "80 %");
        one("batched events/s", "batch.per_second", "200,000");
    }

    private void openLoop() {
        one("1,000 events/s: answer P50, ms", "openloop.p50_ms", "");
        one("1,000 events/s: answer P99, ms", "openloop.p99_ms", "10");
        one("1,000 events/s: answer P99.9, ms", "openloop.p999_ms", "");
        one("1,000 events/s: visible P50, ms", "openloop.visible_p50_ms", "");
        one("1,000 events/s: visible P99, ms", "openloop.visible_p99_ms", "1,000");
        one("1,000 events/s: visible P99.9, ms", "openloop.visible_p999_ms", "");
    }

    private void worker() {
        ratio(
                "worker events/s; bare COPY",
                "worker.per_second",
                "worker.copy_per_second",
                "worker.ratio_to_copy",
                "80,000; 60 %");
        one("worker events/s, second half", "worker.second_half_per_second", "");
    }

    private void usage() {
        ratio(
                "quota checks/s; with 1,000 rollups",
                "usage.per_second",
                "usage.few_per_second",
                "usage.flatness",
                "20,000; 80 %");
        one("quota checks P99, ms", "usage.p99_ms", "5");
    }

    private void memory() {
        one("resident MB, at rest", "memory.rest.total_mb", "");
        one("resident MB, 1,000 events/s, peak", "memory.openloop.total_mb", "512");
        one("resident MB, after the full queue", "memory.worker.total_mb", "");
        for (String part : List.of("openloop", "batch", "worker", "usage")) {
            one("CPU s per million, " + part, part + ".cpu_s_per_million", "");
        }
        ratio(
                "CPU s per million, single; do-nothing",
                "single.cpu_s_per_million",
                "single.noop_cpu_s_per_million",
                "",
                "");
        for (String part : List.of("openloop", "single", "batch", "usage")) {
            // Worth a line only where something went wrong.
            if (figures.get(part + ".refused").orElse(0) > 0) {
                one("refused, " + part, part + ".refused", "0");
            }
        }
        if (figures.get("openloop.never_visible").orElse(0) > 0) {
            one("never seen, openloop", "openloop.never_visible", "0");
        }
    }

    private void one(String what, String figure, String goal) {
        figures.get(figure).ifPresent(value -> line(what, number(value), "", "", goal));
    }

    private void ratio(String what, String figure, String limit, String ratio, String goal) {
        OptionalDouble value = figures.get(figure);
        if (value.isPresent()) {
            line(
                    what,
                    number(value.getAsDouble()),
                    number(figures.get(limit).orElse(Double.NaN)),
                    percent(figures.get(ratio)),
                    goal);
        }
    }

    private void line(String what, String value, String limit, String ratio, String goal) {
        lines.add(
                "%-40s %10s %10s %7s  %s"
                        .formatted(what, value, limit, ratio, goal)
                        .stripTrailing());
    }

    private static String percent(OptionalDouble ratio) {
        return ratio.isPresent() ? "%.0f %%".formatted(100 * ratio.getAsDouble()) : "";
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, value < 100 ? "%,.2f" : "%,.0f", value);
    }
}
