package io.flagmeter.api.usage;

import io.flagmeter.model.billing.BillingCycle;
import io.flagmeter.model.billing.BillingPeriod;
import io.flagmeter.model.rollup.Amounts;
import io.flagmeter.model.rollup.RollupKey;
import java.time.Instant;
import java.util.ArrayList;
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

    /**
     * What was used under one key in one period.
     *
     * @param recentTokens the period's tokens as of the latest minute, each halved for every day
     *     that had passed since it was used
     */
    record Total(
            Instant periodStart,
            RollupKey key,
            Amounts amounts,
            Instant firstMinute,
            Instant latestMinute,
            double recentTokens) {}

    /** A tenant whose totals are yet to be added. */
    static TenantUsage of(String tenant, @Nullable Long monthlyQuota, BillingCycle cycle) {
        return new TenantUsage(tenant, monthlyQuota, cycle, new ArrayList<>());
    }

    List<Total> in(BillingPeriod period) {
        return totals.stream().filter(total -> total.periodStart.equals(period.start())).toList();
    }

    static Amounts sum(List<Total> totals) {
        return totals.stream().map(Total::amounts).reduce(Amounts.NONE, Amounts::plus);
    }

    static SortedMap<String, Amounts> byFeature(List<Total> totals) {
        var features = new TreeMap<String, Amounts>();
        totals.forEach(total -> features.merge(total.key.feature(), total.amounts, Amounts::plus));
        return features;
    }

    @Nullable Instant latestMinute() {
        return totals.stream().map(Total::latestMinute).max(Comparator.naturalOrder()).orElse(null);
    }
}
