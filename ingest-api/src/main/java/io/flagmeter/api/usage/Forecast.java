package io.flagmeter.api.usage;

import io.flagmeter.model.billing.BillingPeriod;
import io.flagmeter.model.quota.RecentTokens;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a tenant's use is going, if it goes on at its recent rate.
 *
 * <p>The rate is an exponentially weighted mean of this period's tokens: what was used a day ago
 * weighs half, two days ago a quarter. It is divided by the weight of the time that was watched, at
 * least an hour, so that neither a period nor a tenant that has just begun looks slow.
 *
 * @param exhaustsAt when the quota is used up, now if it is; null if not before the period's end
 * @param projectedPercent of the quota at the period's end, rounded down
 */
record Forecast(@Nullable Instant exhaustsAt, BigInteger projectedPercent) {

    private static final double LEAST_WATCHED = 3_600;

    /**
     * @param quota tokens of the period, at least 1
     * @param totals of the period
     */
    static Forecast of(
            long quota, List<TenantUsage.Total> totals, BillingPeriod period, Instant now) {
        long used = TenantUsage.sum(totals).tokens();
        double perSecond = perSecond(totals, now);
        double left = perSecond * seconds(now, period.end());
        return new Forecast(
                exhaustsAt(quota - used, left, perSecond, now.truncatedTo(ChronoUnit.SECONDS)),
                percent(used, left, quota));
    }

    private static @Nullable Instant exhaustsAt(
            long remaining, double expected, double perSecond, Instant now) {
        if (remaining <= 0) {
            return now;
        }
        return expected < remaining ? null : now.plusSeconds(Math.round(remaining / perSecond));
    }

    private static BigInteger percent(long used, double more, long quota) {
        return BigDecimal.valueOf(used)
                .add(BigDecimal.valueOf(more))
                .toBigInteger()
                .multiply(BigInteger.valueOf(100))
                .divide(BigInteger.valueOf(quota));
    }

    private static double perSecond(List<TenantUsage.Total> totals, Instant now) {
        double recent = 0;
        for (TenantUsage.Total total : totals) {
            recent += total.recentTokens() * weight(seconds(total.latestMinute(), now));
        }
        Instant first =
                totals.stream()
                        .map(TenantUsage.Total::firstMinute)
                        .min(Comparator.naturalOrder())
                        .orElse(now);
        double watched = Math.max(LEAST_WATCHED, seconds(first, now));
        return recent * Math.log(2) / (RecentTokens.HALF_LIFE * (1 - weight(watched)));
    }

    /** Events may be a little ahead of the clock. */
    private static double weight(double seconds) {
        return RecentTokens.weight(Math.max(0, seconds));
    }

    private static double seconds(Instant from, Instant to) {
        return Duration.between(from, to).toMillis() / 1000.0;
    }
}
