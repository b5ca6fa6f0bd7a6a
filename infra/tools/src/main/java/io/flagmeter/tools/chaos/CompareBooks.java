package io.flagmeter.tools.chaos;

import io.flagmeter.tools.Reconciliation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The comparisons for which no event has to be looked at by itself. */
record CompareBooks(SentRecord log, StoredUsage counted) {

    /** Events by minute without what corrections took from them, which is the rollups. */
    Map<Minute, Sum> withCorrections(Map<Minute, Sum> events) {
        Map<Minute, Sum> all = new HashMap<>(events);
        counted.corrections()
                .forEach(
                        (minute, sum) ->
                                all.merge(
                                        minute,
                                        Sum.ZERO.less(sum),
                                        (had, ignored) -> had.less(sum)));
        return all;
    }

    /** A line of its own; an event is taken away once, so no minute may lack more than it had. */
    Check corrections() {
        var finding = new Check.Finding();
        counted.rollups()
                .forEach(
                        (minute, sum) -> {
                            if (sum.tokens() < 0 || sum.events() < 0) {
                                finding.differs("%s holds %s".formatted(minute, sum));
                            }
                        });
        Sum all = counted.corrections().values().stream().reduce(Sum.ZERO, Sum::plus);
        return finding.check("corrections take what there is", all.toString());
    }

    Check totalsAreTheRollups() {
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
                            owners.forEach(
                                    owner ->
                                            fromRollups.merge(
                                                    owner, sum.withoutParts(), Sum::plus));
                        });
        compare(fromRollups, stored, "the total", finding);
        Sum all = counted.totals().stream().map(PeriodTotal::sum).reduce(Sum.ZERO, Sum::plus);
        return finding.check("period totals = rollups", all.toString());
    }

    Check booksBalance(long rawEvents) {
        Reconciliation books = counted.books();
        var finding = new Check.Finding();
        if (!books.quiet()) {
            finding.differs(
                    "%d still queued, %d in flight".formatted(books.queued(), books.inFlight()));
        }
        if (books.difference() != 0) {
            finding.differs("the reconciliation's difference is " + books.difference());
        }
        if (books.applied() != rawEvents) {
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

    Check noDeadLetters() {
        long dead = counted.books().deadLettered();
        var finding = new Check.Finding();
        if (dead != 0) {
            finding.differs(dead + " events are dead letters");
        }
        return finding.check("no dead letters", String.valueOf(dead));
    }

    Check noneRefused() {
        var finding = new Check.Finding();
        new TreeSet<>(log.refusals()).forEach(finding::differs);
        return finding.check("no good event is refused", String.valueOf(log.refusals().size()));
    }

    static <K> void compare(
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

    static String pair(long found, long all) {
        return String.format(Locale.ROOT, "%,d of %,d", found, all);
    }
}
