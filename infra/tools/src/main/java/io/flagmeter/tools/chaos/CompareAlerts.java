package io.flagmeter.tools.chaos;

import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** Holds the alerts against the totals, and what the receiver got against the alerts. */
final class CompareAlerts {
    private final StoredUsage counted;
    private final Map<String, Integer> received;
    private final Instant now;

    /**
     * @param received how often each message came, by its id
     */
    CompareAlerts(StoredUsage counted, Map<String, Integer> received, Instant now) {
        this.counted = counted;
        this.received = received;
        this.now = now;
    }

    private record Crossing(String tenant, Instant periodStart, int threshold) {}

    /** Nobody may be told of a period that had ended, so only those that go on are compared. */
    Check oneForEachCrossing() {
        Map<Crossing, Integer> missing = new HashMap<>();
        tokens().forEach(
                        (period, tokens) -> {
                            for (int threshold : Quotas.THRESHOLDS) {
                                if (tokens * 100 >= Quotas.QUOTA * threshold) {
                                    missing.put(
                                            new Crossing(period.tenant, period.start, threshold),
                                            1);
                                }
                            }
                        });
        int crossings = missing.size();
        for (RaisedAlert alert : counted.alerts()) {
            missing.merge(
                    new Crossing(alert.tenant(), alert.periodStart(), alert.threshold()),
                    -1,
                    Integer::sum);
        }
        var finding = new Check.Finding();
        missing.forEach(
                (crossing, balance) -> {
                    if (balance != 0) {
                        finding.differs(
                                crossing + (balance > 0 ? " has no alert" : " has too many"));
                    }
                });
        return finding.check("one alert a crossing", pair(counted.alerts().size(), crossings));
    }

    /** At least once, since a sender may die before it knows; the id tells the repetition. */
    Check eachIsTold() {
        var finding = new Check.Finding();
        int announced = 0;
        for (RaisedAlert alert : counted.alerts()) {
            int expected = alert.announced() ? 1 : 0;
            announced += expected;
            if (alert.messages() != expected || alert.delivered() != expected) {
                finding.differs(alert + " should have " + expected + " message, delivered");
            }
            boolean came = received.keySet().stream().anyMatch(id -> id.contains(alert.id()));
            if (came != alert.announced()) {
                finding.differs(alert + (came ? " came" : " never came"));
            }
        }
        int repeated = received.values().stream().mapToInt(times -> times - 1).sum();
        return finding.check(
                "each jump is told",
                pair(received.size(), announced) + ", " + repeated + " of them again");
    }

    private record Period(String tenant, Instant start) {}

    private Map<Period, Long> tokens() {
        Map<Period, Long> tokens = new HashMap<>();
        for (PeriodTotal total : counted.totals()) {
            if (total.end().isAfter(now)) {
                tokens.merge(
                        new Period(total.tenant(), total.start()), total.sum().tokens(), Long::sum);
            }
        }
        return tokens;
    }

    private static String pair(long found, long all) {
        return String.format(Locale.ROOT, "%,d of %,d", found, all);
    }
}
