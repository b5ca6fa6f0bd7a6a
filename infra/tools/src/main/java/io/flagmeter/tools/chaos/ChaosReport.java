package io.flagmeter.tools.chaos;

import io.flagmeter.tools.Reconciliation;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The end of a run: what was done, what was sent, what was counted, and what differs. */
record ChaosReport(
        FaultCounts tally,
        Clients clients,
        long redelivered,
        StoredUsage counted,
        List<Check> checks)
        implements Drill.Outcome {
    ChaosReport {
        checks = List.copyOf(checks);
    }

    @Override
    public boolean holds() {
        return checks.stream().allMatch(Check::holds);
    }

    @Override
    public List<String> lines() {
        var lines = new ArrayList<String>();
        lines.add("");
        lines.add("%-34s%10s%10s".formatted("faults", "SIGKILL", "SIGSTOP"));
        for (Victim victim : Victim.values()) {
            lines.add(row(victim.label(), tally.kills(victim), tally.stops(victim)));
        }
        lines.add(row("together", tally.kills(), tally.stops()));
        lines.add("");
        Reconciliation books = counted.books();
        lines.add(
                number("faults", tally.kills() + tally.stops(), tally.pairs() + " × two at once"));
        lines.add(number("events sent", clients.log().sent(), ""));
        lines.add(number("events acknowledged", clients.log().acknowledgedCount(), ""));
        lines.add(number("requests retried", clients.retried(), "no acknowledgement came"));
        lines.add(number("events refused by limits", clients.limited(), "and sent again"));
        lines.add(number("events sent again", clients.forgotten(), "after an acknowledgement"));
        lines.add(number("duplicates recognised", books.duplicate(), ""));
        lines.add(number("events redelivered", redelivered, "committed, not acknowledged"));
        lines.add(number("events counted", counted.events().size(), ""));
        lines.add("");
        checks.forEach(check -> lines.addAll(check.lines()));
        lines.add("");
        lines.add(holds() ? "no difference" : "DIFFERENT");
        return lines;
    }

    private static String row(String name, int kills, int stops) {
        return "  %-32s%10d%10d".formatted(name, kills, stops);
    }

    private static String number(String name, long value, String remark) {
        String line = String.format(Locale.ROOT, "%-34s%,10d", name, value);
        return remark.isEmpty() ? line : line + "  (" + remark + ")";
    }
}
