package io.flagmeter.tools.chaos;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * Holds what was counted against what was sent, minute by minute: everything that was sent is
 * acknowledged in the end, so the sums are equal or something was lost or doubled.
 */
record CompareSums(SentSums log, StoredUsage counted, long rawEvents) {

    /**
     * @param usage the tokens that {@code GET /usage} gives each tenant
     */
    List<Check> with(Map<String, Long> usage, CompareAlerts alerts) {
        var books = new CompareBooks(log, counted);
        return List.of(
                allIsAcknowledged(),
                allIsStored(),
                rollupsAreWhatWasSent(books),
                books.corrections(),
                books.totalsAreTheRollups(),
                quotaChecksAgree(usage),
                books.booksBalance(rawEvents),
                books.noDeadLetters(),
                books.noneRefused(),
                alerts.oneForEachCrossing(),
                alerts.eachIsTold());
    }

    private Check allIsAcknowledged() {
        return equal("what was sent is acknowledged", log.acknowledgedCount(), log.sent());
    }

    private Check allIsStored() {
        return equal("acknowledged is counted once", rawEvents, log.sent());
    }

    private Check rollupsAreWhatWasSent(CompareBooks books) {
        var finding = new Check.Finding();
        Map<Minute, Sum> sent = books.withCorrections(log.sums());
        CompareBooks.compare(sent, counted.rollups(), "the rollup", finding);
        return finding.check(
                "rollups = sent, by minute",
                CompareBooks.pair(counted.rollups().size(), sent.size()));
    }

    private Check quotaChecksAgree(Map<String, Long> usage) {
        var finding = new Check.Finding();
        usage.forEach(
                (tenant, tokens) -> {
                    long stored =
                            counted.totals().stream()
                                    .filter(total -> total.tenant().equals(tenant))
                                    .filter(total -> total.end().equals(lastEnd()))
                                    .mapToLong(total -> total.sum().tokens())
                                    .sum();
                    if (stored != tokens) {
                        finding.differs("%s uses %d, not %d".formatted(tenant, tokens, stored));
                    }
                });
        return finding.check("quota checks = period totals", usage.size() + " tenants");
    }

    private Instant lastEnd() {
        return counted.totals().stream()
                .map(PeriodTotal::end)
                .max(Comparator.naturalOrder())
                .orElseThrow();
    }

    private static Check equal(String claim, long found, long wanted) {
        var finding = new Check.Finding();
        if (found != wanted) {
            finding.differs("%,d, not %,d".formatted(found, wanted));
        }
        return finding.check(claim, CompareBooks.pair(found, wanted));
    }
}
