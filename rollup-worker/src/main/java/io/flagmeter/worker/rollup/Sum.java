package io.flagmeter.worker.rollup;

import io.flagmeter.model.quota.RecentTokens;
import io.flagmeter.model.rollup.TokenSum;
import java.time.Instant;

/**
 * Tokens and events added up, and the minutes that they fell in.
 *
 * @param recent the tokens as of the latest minute, by the weight of {@link RecentTokens}
 */
record Sum(long tokens, long events, Instant first, Instant latest, double recent) {

    static Sum of(long tokens, Instant minute) {
        return new Sum(tokens, 1, minute, minute, (double) tokens);
    }

    Sum plus(Sum other) {
        Instant last = latest.isAfter(other.latest) ? latest : other.latest;
        return new Sum(
                TokenSum.plus(tokens, other.tokens),
                events + other.events,
                first.isBefore(other.first) ? first : other.first,
                last,
                recentAt(last) + other.recentAt(last));
    }

    private double recentAt(Instant later) {
        long seconds = later.getEpochSecond() - latest.getEpochSecond();
        return seconds == 0 ? recent : recent * RecentTokens.weight((double) seconds);
    }
}
