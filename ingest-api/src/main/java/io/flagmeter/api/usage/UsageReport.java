package io.flagmeter.api.usage;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.math.BigInteger;
import java.time.Instant;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * The answer to a quota check.
 *
 * @param minute the latest minute counted, in this period or before; null if none ever was
 * @param quotaPercent rounded down, may pass 100; null without a quota
 * @param remainingTokens never below 0; null without a quota
 * @param periodEnd first instant after the period
 * @param features tokens by feature in this period
 * @param lagSeconds age of the oldest event of any tenant not yet counted; null if unknown
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
@JsonPropertyOrder({"tenant", "minute", "totalTokens", "quotaPercent"})
record UsageReport(
        String tenant,
        @Nullable Instant minute,
        long totalTokens,
        @Nullable BigInteger quotaPercent,
        @Nullable Long monthlyQuota,
        @Nullable Long remainingTokens,
        Instant periodStart,
        Instant periodEnd,
        SortedMap<String, Long> features,
        @Nullable Double lagSeconds) {

    private static final BigInteger HUNDRED = BigInteger.valueOf(100);

    static UsageReport of(TenantUsage usage, Instant now, @Nullable Double lagSeconds) {
        var period = usage.cycle().periodAt(now);
        SortedMap<String, Long> features = usage.features(period);
        long total = features.values().stream().mapToLong(Long::longValue).sum();
        Long quota = usage.monthlyQuota();
        return new UsageReport(
                usage.tenant(),
                usage.latestMinute(),
                total,
                quota == null ? null : percent(total, quota),
                quota,
                quota == null ? null : Math.max(0, quota - total),
                period.start(),
                period.end(),
                features,
                lagSeconds);
    }

    private static BigInteger percent(long total, long quota) {
        // A double would round 79.999… up to 80, a long may not hold the percentage.
        return BigInteger.valueOf(total).multiply(HUNDRED).divide(BigInteger.valueOf(quota));
    }
}
