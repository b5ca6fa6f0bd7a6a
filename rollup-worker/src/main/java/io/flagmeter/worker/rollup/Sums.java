package io.flagmeter.worker.rollup;

import io.flagmeter.model.billing.BillingCycle;
import io.flagmeter.model.billing.BillingPeriod;
import io.flagmeter.model.rollup.TokenSum;
import io.flagmeter.model.event.UsageEvent;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * The events of a batch added up by minute, and the minutes by billing period. Sorted by key,
 * because every writer that locks rows in the same order never deadlocks with another.
 */
record Sums(TreeMap<MinuteKey, Sum> minutes, TreeMap<PeriodKey, Sum> periods) {

    record MinuteKey(String tenant, String feature, Instant minute)
            implements Comparable<MinuteKey> {

        private static final Comparator<MinuteKey> ORDER =
                Comparator.comparing(MinuteKey::tenant)
                        .thenComparing(MinuteKey::feature)
                        .thenComparing(MinuteKey::minute);

        @Override
        public int compareTo(MinuteKey other) {
            return ORDER.compare(this, other);
        }
    }

    record PeriodKey(String tenant, BillingPeriod period, String feature)
            implements Comparable<PeriodKey> {

        private static final Comparator<PeriodKey> ORDER =
                Comparator.comparing(PeriodKey::tenant)
                        .thenComparing(key -> key.period().start())
                        .thenComparing(PeriodKey::feature);

        @Override
        public int compareTo(PeriodKey other) {
            return ORDER.compare(this, other);
        }
    }

    /** What a batch added to a tenant's total of a period, all features together. */
    record PeriodIncrease(String tenant, BillingPeriod period, long tokens) {}

    private record TenantPeriod(String tenant, BillingPeriod period) {}

    /**
     * By how much the totals of tenants grew, sorted. Periods that have ended are left out: late
     * events count there, but nobody can act on what they pass.
     *
     * @param parts of one batch
     */
    static List<PeriodIncrease> increases(List<Sums> parts, Instant now) {
        var byFeature = new TreeMap<PeriodKey, Sum>();
        parts.forEach(
                part -> part.periods.forEach((key, sum) -> byFeature.merge(key, sum, Sum::plus)));
        var tokens = new LinkedHashMap<TenantPeriod, Long>();
        byFeature.forEach(
                (key, sum) -> {
                    if (key.period().end().isAfter(now)) {
                        var all = new TenantPeriod(key.tenant(), key.period());
                        tokens.merge(all, sum.tokens(), TokenSum::plus);
                    }
                });
        return tokens.entrySet().stream()
                .map(e -> new PeriodIncrease(e.getKey().tenant, e.getKey().period, e.getValue()))
                .toList();
    }

    /** Events that count as that feature. */
    long eventsOf(String feature) {
        return minutes.entrySet().stream()
                .filter(entry -> entry.getKey().feature().equals(feature))
                .mapToLong(entry -> entry.getValue().events())
                .sum();
    }

    /**
     * @param cycles the billing cycle of every tenant among the events
     */
    static Sums of(List<QueuedEvent> events, Map<String, BillingCycle> cycles) {
        var byMinute = new HashMap<MinuteKey, Sum>();
        for (QueuedEvent queued : events) {
            UsageEvent event = queued.event();
            Instant minute = event.minute();
            byMinute.merge(
                    new MinuteKey(event.tenant(), event.feature(), minute),
                    Sum.of(event.tokens(), minute),
                    Sum::plus);
        }
        var minutes = new TreeMap<>(byMinute);
        var periods = new TreeMap<PeriodKey, Sum>();
        minutes.forEach(
                (key, sum) -> {
                    BillingCycle cycle = Objects.requireNonNull(cycles.get(key.tenant()));
                    BillingPeriod period = cycle.periodAt(key.minute());
                    var periodKey = new PeriodKey(key.tenant(), period, key.feature());
                    periods.merge(periodKey, sum, Sum::plus);
                });
        return new Sums(minutes, periods);
    }
}
