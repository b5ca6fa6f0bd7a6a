package io.flagmeter.alerting.notice;

import io.flagmeter.model.quota.QuotaRule;
import java.math.BigInteger;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * An alert and the usage it is about.
 *
 * @param threshold percent of the quota
 * @param quota tokens a period; empty if the tenant has none any more
 * @param total tokens used: at the crossing, or now if it is resolved
 * @param zone the tenant's
 * @param at when it crossed or was resolved
 * @param topFeatures what used most, now, the most first
 */
public record AlertFacts(
        String tenant,
        UUID id,
        int threshold,
        OptionalLong quota,
        long total,
        Instant periodStart,
        Instant periodEnd,
        ZoneId zone,
        Instant at,
        List<FeatureUse> topFeatures) {

    public AlertFacts {
        topFeatures = List.copyOf(topFeatures);
    }

    /** What one feature used in the period. */
    public record FeatureUse(String feature, long tokens) {}

    /** Used of the quota, rounded down; may pass 100. Empty without a quota. */
    public OptionalLong percent() {
        if (quota.isEmpty()) {
            return quota;
        }
        BigInteger percent = QuotaRule.percent(total, quota.getAsLong());
        // Beyond what a long holds the figure says nothing but "far beyond".
        return OptionalLong.of(percent.min(BigInteger.valueOf(Long.MAX_VALUE)).longValue());
    }
}
