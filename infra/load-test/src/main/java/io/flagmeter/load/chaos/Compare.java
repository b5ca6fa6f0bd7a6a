package io.flagmeter.load.chaos;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Holds what was counted against what was sent. */
final class Compare {
    private final SentLog log;
    private final Counted counted;

    private Compare(SentLog log, Counted counted) {
        this.log = log;
        this.counted = counted;
    }

    static List<Check> of(SentLog log, Counted counted, CompareAlerts alerts) {
        var compare = new Compare(log, counted);
        return List.of(
                compare.nothingIsLost(),
                compare.nothingIsInvented(),
                compare.nothingIsDoubled(),
                compare.rollupsAreTheEvents(),
                compare.totalsAreTheRollups(),
                compare.booksBalance(),
                compare.noDeadLetters(),
                compare.noneRefused(),
                alerts.oneForEachCrossing(),
                alerts.eachIsTold());
    }

    private Check nothingIsLost() {
        Set<Event.Key> known = new HashSet<>();
        counted.events().forEach(event -> known.add(event.key()));
        Set<Event.Key> acknowledged = log.acknowledged();
        var finding = new Check.Finding();
        long found = 0;
        for (Event.Key key : acknowledged) {
            if (known.contains(key)) {
                found++;
            } else {
                finding.differs(key + " is not counted");
            }
        }
        return finding.check("acknowledged is counted", pair(found, acknowledged.size()));
    }

    /** An event whose acknowledgement was lost may be counted: it was sent. */
    private Check nothingIsInvented() {
        var finding = new Check.Finding();
        long found = 0;
        for (Event event : counted.events()) {
            Event sent = log.find(event.key());
            if (sent == null) {
                finding.differs(event.key() + " was never sent");
            } else if (!sent.equals(event)) {
                finding.differs("%s counted as %s".formatted(sent, event));
            } else {
                found++;
            }
        }
        return finding.check("counted was sent, as sent", pair(found, counted.events().size()));
    }

    private Check nothingIsDoubled() {
        Set<Event.Key> seen = new HashSet<>();
        var finding = new Check.Finding();
        for (Event event : counted.events()) {
            if (!seen.add(event.key())) {
                finding.differs(event.key() + " is counted again as of " + event.timestamp());
            }
        }
        return finding.check("every id counts once", pair(seen.size(), counted.events().size()));
    }

    private Check rollupsAreTheEvents() {
        Map<Minute, Sum> fromEvents = new HashMap<>();
        counted.events()
                .forEach(
                        event ->
                                fromEvents.merge(
                                        event.minute(), new Sum(1, event.tokens()), Sum::plus));
        var finding = new Check.Finding();
        compare(fromEvents, counted.rollups(), "the rollup", finding);
        return finding.check(
                "rollups = events, by minute", pair(counted.rollups().size(), fromEvents.size()));
    }

    private Check totalsAreTheRollups() {
        Map<PeriodTotal, Sum> stored = new HashMap<>();
        Map<PeriodTotal, Sum> fromRollups = new HashMap<>();
        counted.totals()
                .forEach(
                        total -> {
                            stored.put(total, total.sum());
                            fromRollups.put(total, Sum.ZERO);
                        });
        var finding = new Check.Finding();
        counted.rollups()
                .forEach(
                        (minute, sum) -> {
                            var owners = new ArrayList<>(counted.totals());
                            owners.removeIf(total -> !total.covers(minute));
                            if (owners.size() != 1) {
                                finding.differs(minute + " is in " + owners.size() + " totals");
                            }
                            owners.forEach(owner -> fromRollups.merge(owner, sum, Sum::plus));
                        });
        compare(fromRollups, stored, "the total", finding);
        Sum all = counted.totals().stream().map(PeriodTotal::sum).reduce(Sum.ZERO, Sum::plus);
        return finding.check("period totals = rollups", all.toString());
    }

    private Check booksBalance() {
        Books books = counted.books();
        var finding = new Check.Finding();
        if (!books.quiet()) {
            finding.differs(
                    "%d still queued, %d in flight".formatted(books.queued(), books.inFlight()));
        }
        if (books.difference() != 0) {
            finding.differs("the reconciliation's difference is " + books.difference());
        }
        if (books.applied() != counted.events().size()) {
            finding.differs("the books say that %,d were applied".formatted(books.applied()));
        }
        return finding.check(
                "the books balance",
                String.format(
                        Locale.ROOT,
                        "applied %,d, duplicate %,d, difference %d",
                        books.applied(),
                        books.duplicate(),
                        books.difference()));
    }

    private Check noDeadLetters() {
        long dead = counted.books().deadLettered();
        var finding = new Check.Finding();
        if (dead != 0) {
            finding.differs(dead + " events are dead letters");
        }
        return finding.check("no dead letters", String.valueOf(dead));
    }

    private Check noneRefused() {
        var finding = new Check.Finding();
        new TreeSet<>(log.refusals()).forEach(finding::differs);
        return finding.check("no good event is refused", String.valueOf(log.refusals().size()));
    }

    private static <K> void compare(
            Map<K, Sum> expected, Map<K, Sum> actual, String what, Check.Finding finding) {
        Set<K> keys = new HashSet<>(expected.keySet());
        keys.addAll(actual.keySet());
        for (K key : keys) {
            Sum wanted = expected.getOrDefault(key, Sum.ZERO);
            Sum found = actual.getOrDefault(key, Sum.ZERO);
            if (!wanted.equals(found)) {
                finding.differs("%s %s holds %s, not %s".formatted(what, key, found, wanted));
            }
        }
    }

    private static String pair(long found, long all) {
        return String.format(Locale.ROOT, "%,d of %,d", found, all);
    }
}
