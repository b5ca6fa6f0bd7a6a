package io.flagmeter.alerting.message;

import io.flagmeter.model.outbox.DeliveryEvent;
import io.flagmeter.model.quota.QuotaRule;
import java.math.BigInteger;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;

/** What somebody is told. */
public sealed interface Notice {

    /** The usage passed a threshold of the quota. */
    record Crossed(AlertFacts alert) implements Notice {}

    /** The quota was raised, so that the usage is below the threshold again. */
    record Resolved(AlertFacts alert) implements Notice {}

    /** Somebody asked whether the webhook works. */
    record Test(String tenant, UUID deliveryId) implements Notice {}

    /** The same in every attempt and for every endpoint: receivers recognise repetitions by it. */
    default String id() {
        return switch (this) {
            case Crossed(AlertFacts alert) -> alert.id() + "_" + DeliveryEvent.CROSSED.text();
            case Resolved(AlertFacts alert) -> alert.id() + "_" + DeliveryEvent.RESOLVED.text();
            case Test(_, UUID deliveryId) -> deliveryId + "_" + DeliveryEvent.TEST.text();
        };
    }

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
    record AlertFacts(
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
}
