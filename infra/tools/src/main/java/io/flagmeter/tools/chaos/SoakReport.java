package io.flagmeter.tools.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** The end of a soak: what grew, and what differs. */
record SoakReport(
        SoakOptions how,
        FaultCounts tally,
        Clients clients,
        QuotaChecks quotaChecks,
        List<Growth.Trend> trends,
        List<Check> checks)
        implements Drill.Outcome {

    SoakReport {
        trends = List.copyOf(trends);
        checks = List.copyOf(checks);
    }

    @Override
    public boolean holds() {
        return checks.stream().allMatch(Check::holds)
                && trends.stream().allMatch(Growth.Trend::holds);
    }

    @Override
    public List<String> lines() {
        var lines = new ArrayList<String>();
        lines.add("");
        lines.add(number("faults", tally.kills() + tally.stops()));
        lines.add(number("events sent", clients.log().sent()));
        lines.add(number("requests retried", clients.retried()));
        lines.add(number("quota checks answered", quotaChecks.answered()));
        lines.add(number("quota checks that met a fault", quotaChecks.failed()));
        for (Measure measure : Measure.values()) {
            lines.add("");
            lines.add(
                    "  %-30s%14s%14s"
                            .formatted(
                                    measure.label(), "after " + words(how.warm()), "at the end"));
            trends.stream()
                    .filter(trend -> trend.measure() == measure)
                    .map(SoakReport::row)
                    .forEach(lines::add);
        }
        lines.add("");
        checks.forEach(check -> lines.addAll(check.lines()));
        lines.add("");
        lines.add(holds() ? "nothing grew, no difference" : "NOT AS PROMISED");
        return lines;
    }

    private static String row(Growth.Trend trend) {
        return String.format(
                Locale.ROOT,
                "%s %-30s%14s%14s",
                trend.holds() ? "✓" : "✗",
                trend.whose(),
                number(trend.early()),
                number(trend.late()));
    }

    private static String number(OptionalDouble value) {
        return value.isPresent()
                ? String.format(Locale.ROOT, "%,.0f", value.getAsDouble())
                : "not seen";
    }

    private static String number(String name, long value) {
        return String.format(Locale.ROOT, "  %-30s%,14d", name, value);
    }

    private static String words(Duration time) {
        return time.toSeconds() % 60 == 0 ? time.toMinutes() + " min" : time.toSeconds() + " s";
    }
}
