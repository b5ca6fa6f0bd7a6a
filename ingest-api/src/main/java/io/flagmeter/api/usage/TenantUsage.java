package io.flagmeter.api.usage;

import io.flagmeter.model.billing.BillingCycle;
import io.flagmeter.model.billing.BillingPeriod;
import io.flagmeter.model.rollup.TokenSum;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
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
     * One feature's total in one period.
     *
     * @param recentTokens the period's tokens as of the latest minute, each halved for every day
     *     that had passed since it was used
     */
    record Total(
            Instant periodStart,
            String feature,
            long tokens,
            Instant firstMinute,
            Instant latestMinute,
            double recentTokens) {}

    /** A tenant whose totals are yet to be added. */
    static TenantUsage of(String tenant, @Nullable Long monthlyQuota, BillingCycle cycle) {
        return new TenantUsage(tenant, monthlyQuota, cycle, new ArrayList<>());
    }

    /** The totals of that period, by feature. */
    List<Total> in(BillingPeriod period) {
        return totals.stream()
                .filter(total -> total.periodStart.equals(period.start()))
                .sorted(Comparator.comparing(Total::feature))
                .toList();
    }

    static long tokens(List<Total> totals) {
        return totals.stream().mapToLong(Total::tokens).reduce(0, TokenSum::plus);
    }

    @Nullable Instant latestMinute() {
        return totals.stream().map(Total::latestMinute).max(Comparator.naturalOrder()).orElse(null);
    }
}
