package io.flagmeter.api.alerts;

import io.flagmeter.model.billing.BillingCycle;
import io.flagmeter.model.billing.BillingPeriod;
import io.flagmeter.model.quota.QuotaRule;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What changed settings make of a tenant's alerts. A threshold is either above the usage of a
 * period or has one open alert in it; after these changes that holds again.
 *
 * @param moved alerts that go on in a period of the new cycle, without a message
 * @param resolved alerts whose threshold lies above the usage now, or was given up
 * @param fired thresholds that the usage has passed by the change alone
 */
record AlertChanges(List<Move> moved, List<OpenAlert> resolved, List<Crossing> fired) {

    /** The use of a period that has not ended. */
    record PeriodTotal(BillingPeriod period, long tokens) {}

    /** An alert that was not resolved, of a period that has not ended. */
    record OpenAlert(UUID id, int threshold, BillingPeriod period) {}

    record Move(UUID id, BillingPeriod period) {}

    record Crossing(int threshold, PeriodTotal total) {}

    AlertChanges {
        moved = List.copyOf(moved);
        resolved = List.copyOf(resolved);
        fired = List.copyOf(fired);
    }

    /**
     * Compares the alerts that are open with those that should be.
     *
     * @param quota null = unlimited
     * @param cycle the one that the totals are cut by, which the alerts' periods may not be
     */
    static AlertChanges of(
            @Nullable Long quota,
            List<Short> thresholds,
            BillingCycle cycle,
            List<PeriodTotal> totals,
            List<OpenAlert> open) {
        var moved = new ArrayList<Move>();
        var fired = new ArrayList<Crossing>();
        var left = new ArrayList<>(open);
        for (int threshold : thresholds) {
            List<PeriodTotal> exceeded =
                    new ArrayList<>(
                            totals.stream()
                                    .filter(total -> exceeds(total.tokens, quota, threshold))
                                    .sorted(Comparator.comparing(total -> total.period.start()))
                                    .toList());
            // 1. What stands in a period that is still exceeded goes on there.
            left.removeIf(
                    alert ->
                            alert.threshold == threshold
                                    && exceeded.removeIf(
                                            total -> total.period.equals(alert.period)));
            // 2. What stands in a period of another cycle goes on in the first that is exceeded.
            left.removeIf(
                    alert ->
                            alert.threshold == threshold
                                    && !cycle.periodAt(alert.period.start()).equals(alert.period)
                                    && !exceeded.isEmpty()
                                    && moved.add(
                                            new Move(alert.id, exceeded.removeFirst().period)));
            // 3. The others that are exceeded have no alert yet.
            exceeded.forEach(total -> fired.add(new Crossing(threshold, total)));
        }
        return new AlertChanges(moved, left, fired);
    }

    private static boolean exceeds(long tokens, @Nullable Long quota, int threshold) {
        return quota != null && QuotaRule.isReached(tokens, quota, threshold);
    }
}
