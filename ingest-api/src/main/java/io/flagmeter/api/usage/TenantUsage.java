package io.flagmeter.api.usage;

import io.flagmeter.model.billing.BillingCycle;
import io.flagmeter.model.billing.BillingPeriod;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the database knows of one tenant's use.
 *
 * @param monthlyQuota tokens a period; null = unlimited
 * @param totals of the latest period that has begun, and of any that begins later
 */
record TenantUsage(
        String tenant, @Nullable Long monthlyQuota, BillingCycle cycle, List<Total> totals) {

    /** One feature's total in one period. */
    record Total(Instant periodStart, String feature, long tokens, Instant latestMinute) {}

    TenantUsage {
        totals = List.copyOf(totals);
    }

    SortedMap<String, Long> features(BillingPeriod period) {
        var features = new TreeMap<String, Long>();
        for (Total total : totals) {
            if (total.periodStart.equals(period.start())) {
                features.put(total.feature, total.tokens);
            }
        }
        return features;
    }

    @Nullable Instant latestMinute() {
        return totals.stream().map(Total::latestMinute).max(Comparator.naturalOrder()).orElse(null);
    }
}
