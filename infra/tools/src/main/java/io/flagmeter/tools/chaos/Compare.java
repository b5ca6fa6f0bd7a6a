package io.flagmeter.tools.chaos;

import io.flagmeter.tools.SentEvent;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Holds what was counted against what was sent, event by event. */
final class Compare {
    private final SentLog log;
    private final StoredUsage counted;

    private Compare(SentLog log, StoredUsage counted) {
        this.log = log;
        this.counted = counted;
    }

    static List<Check> of(SentLog log, StoredUsage counted, CompareAlerts alerts) {
        var compare = new Compare(log, counted);
        var books = new CompareBooks(log, counted);
        return List.of(
                compare.nothingIsLost(),
                compare.nothingIsInvented(),
                compare.nothingIsDoubled(),
                compare.rollupsAreTheEvents(books),
                books.corrections(),
                books.totalsAreTheRollups(),
                books.booksBalance(counted.events().size()),
                books.noDeadLetters(),
                books.noneRefused(),
                alerts.oneForEachCrossing(),
                alerts.eachIsTold());
    }

    private Check nothingIsLost() {
        Set<SentEvent.Key> known = new HashSet<>();
        counted.events().forEach(event -> known.add(event.key()));
        Set<SentEvent.Key> acknowledged = log.acknowledged();
        var finding = new Check.Finding();
        long found = 0;
        for (SentEvent.Key key : acknowledged) {
            if (known.contains(key)) {
                found++;
            } else {
                finding.differs(key + " is not counted");
            }
        }
        return finding.check(
                "acknowledged is counted", CompareBooks.pair(found, acknowledged.size()));
    }

    /** An event whose acknowledgement was lost may be counted: it was sent. */
    private Check nothingIsInvented() {
        var finding = new Check.Finding();
        long found = 0;
        for (SentEvent event : counted.events()) {
            SentEvent sent = log.find(event.key());
            if (sent == null) {
                finding.differs(event.key() + " was never sent");
            } else if (!sent.equals(event)) {
                finding.differs("%s counted as %s".formatted(sent, event));
            } else {
                found++;
            }
        }
        return finding.check(
                "counted was sent, as sent", CompareBooks.pair(found, counted.events().size()));
    }

    private Check nothingIsDoubled() {
        Set<SentEvent.Key> seen = new HashSet<>();
        var finding = new Check.Finding();
        for (SentEvent event : counted.events()) {
            if (!seen.add(event.key())) {
                finding.differs(event.key() + " is counted again as of " + event.timestamp());
            }
        }
        return finding.check(
                "every id counts once", CompareBooks.pair(seen.size(), counted.events().size()));
    }

    private Check rollupsAreTheEvents(CompareBooks books) {
        Map<Minute, Sum> fromEvents = new HashMap<>();
        counted.events()
                .forEach(event -> fromEvents.merge(Minute.of(event), Sum.of(event), Sum::plus));
        Map<Minute, Sum> wanted = books.withCorrections(fromEvents);
        var finding = new Check.Finding();
        CompareBooks.compare(wanted, counted.rollups(), "the rollup", finding);
        return finding.check(
                "rollups = events, by minute",
                CompareBooks.pair(counted.rollups().size(), wanted.size()));
    }
}
