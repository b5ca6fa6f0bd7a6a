package io.flagmeter.worker.rollup;

import io.flagmeter.model.quota.RecentTokens;
import io.flagmeter.model.rollup.Amounts;
import java.time.Instant;

/**
 * Usage added up within a billing period, and the minutes that it fell in.
 *
 * @param recent the tokens as of the latest minute, by the weight of {@link RecentTokens}
 */
record PeriodSum(Amounts amounts, Instant first, Instant latest, double recent) {

    /** The usage of one minute. */
    static PeriodSum of(Amounts amounts, Instant minute) {
        return new PeriodSum(amounts, minute, minute, (double) amounts.tokens());
    }

    PeriodSum plus(PeriodSum other) {
        Instant last = latest.isAfter(other.latest) ? latest : other.latest;
        return new PeriodSum(
                amounts.plus(other.amounts),
                first.isBefore(other.first) ? first : other.first,
                last,
                recentAt(last) + other.recentAt(last));
    }

    private double recentAt(Instant later) {
        long seconds = later.getEpochSecond() - latest.getEpochSecond();
        return seconds == 0 ? recent : recent * RecentTokens.weight((double) seconds);
    }
}
