package io.flagmeter.tools.replay;

import io.flagmeter.tools.Reconciliation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The end of a replay: what was sent, what was counted, and whether they agree. */
record ReplayReport(
        Trace trace, ReplayOptions how, Instant periodStart, SendResult sent, Counted counted) {
    static final int EQUAL = 0;
    static final int DIFFERENT = 1;

    /** Equal totals do not excuse events that were refused or never sent. */
    int exitCode() {
        boolean whole = sent.rejected() == 0 && sent.events() == trace.rows().size();
        return whole && difference() == 0 ? EQUAL : DIFFERENT;
    }

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(line("events in the file", grouped(trace.rows().size()), ""));
        lines.add(line("events sent", grouped(sent.events()), fates()));
        double seconds = sent.took().toMillis() / 1_000.0;
        String rate = grouped(sent.perSecond()) + " events/s";
        lines.add(line("seconds", String.format(Locale.ROOT, "%,.2f", seconds), rate));
        lines.add(line("tokens in the file", grouped(trace.tokens()), ""));
        Target target = how.target();
        String whose = "tenant " + target.tenant() + ", feature " + target.feature();
        lines.add(line("tokens counted", grouped(tokensCounted()), whose));
        lines.add(
                counted.books()
                        .map(ReplayReport::line)
                        .orElse(line("reconciliation", "unknown", "")));
        lines.addAll(ReportHints.of(this));
        lines.add(verdict());
        return lines;
    }

    /** Counted minus in the file: below zero something is missing. */
    long difference() {
        return tokensCounted() - trace.tokens();
    }

    static String grouped(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    private long tokensCounted() {
        return counted.tokens(how.target());
    }

    private String verdict() {
        if (difference() == 0) {
            return "equal";
        }
        String sign = difference() > 0 ? "+" : "";
        return "NOT EQUAL (difference " + sign + grouped(difference()) + ")";
    }

    private String fates() {
        return "accepted "
                + grouped(sent.accepted())
                + ", rejected "
                + grouped(sent.rejected())
                + ", retried requests "
                + grouped(sent.retried());
    }

    private static String line(Reconciliation books) {
        String sum =
                "accepted "
                        + grouped(books.accepted())
                        + ", applied "
                        + grouped(books.applied())
                        + ", duplicate "
                        + grouped(books.duplicate())
                        + ", dead-lettered "
                        + grouped(books.deadLettered());
        return line("reconciliation", grouped(books.difference()), sum);
    }

    private static String line(String name, String value, String more) {
        String remark = more.isEmpty() ? "" : "  (" + more + ")";
        return String.format(Locale.ROOT, "%-18s%14s%s", name, value, remark);
    }
}
