package io.flagmeter.worker.rollup;

import io.flagmeter.model.billing.BillingCycle;
import io.flagmeter.model.billing.BillingPeriod;
import io.flagmeter.model.crossing.PeriodIncrease;
import io.flagmeter.model.event.TokenParts;
import io.flagmeter.model.event.UsageEvent;
import io.flagmeter.model.rollup.Amounts;
import io.flagmeter.model.rollup.PartSums;
import io.flagmeter.model.rollup.RollupKey;
import io.flagmeter.model.rollup.TokenSum;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The events of a batch added up by minute, and the minutes by billing period. Sorted by key,
 * because every writer that locks rows in the same order never deadlocks with another.
 *
 * @param parts of the minutes in which there was an event that has them
 */
record Sums(
        TreeMap<MinuteKey, Amounts> minutes,
        Map<MinuteKey, TokenParts> parts,
        TreeMap<PeriodKey, PeriodSum> periods) {

    record MinuteKey(RollupKey key, Instant minute) implements Comparable<MinuteKey> {

        private static final Comparator<MinuteKey> ORDER =
                Comparator.comparing(MinuteKey::key).thenComparing(MinuteKey::minute);

        @Override
        public int compareTo(MinuteKey other) {
            return ORDER.compare(this, other);
        }
    }

    record PeriodKey(RollupKey key, BillingPeriod period) implements Comparable<PeriodKey> {

        private static final Comparator<PeriodKey> ORDER =
                Comparator.<PeriodKey, String>comparing(of -> of.key.tenant())
                        .thenComparing(of -> of.period.start())
                        .thenComparing(PeriodKey::key);

        @Override
        public int compareTo(PeriodKey other) {
            return ORDER.compare(this, other);
        }
    }

    /**
     * @param cycles the billing cycle of every tenant among the events
     */
    static Sums of(List<QueuedEvent> events, Map<String, BillingCycle> cycles) {
        var byMinute = new HashMap<MinuteKey, Amounts>();
        var parts = new HashMap<MinuteKey, TokenParts>();
        for (QueuedEvent queued : events) {
            UsageEvent event = queued.event();
            var minute = new MinuteKey(RollupKey.of(event), event.minute());
            byMinute.merge(minute, Amounts.of(event), Amounts::plus);
            if (event.parts() != null) {
                parts.merge(minute, event.parts(), PartSums::plus);
            }
        }
        var minutes = new TreeMap<>(byMinute);
        var periods = new TreeMap<PeriodKey, PeriodSum>();
        minutes.forEach(
                (of, amounts) -> {
                    BillingCycle cycle = Objects.requireNonNull(cycles.get(of.key.tenant()));
                    periods.merge(
                            new PeriodKey(of.key, cycle.periodAt(of.minute)),
                            PeriodSum.of(amounts, of.minute),
                            PeriodSum::plus);
                });
        return new Sums(minutes, parts, periods);
    }

    /** The parts of each minute, in the order of the minutes; null where they are not known. */
    List<@Nullable TokenParts> partsByMinute() {
        var byMinute = new ArrayList<@Nullable TokenParts>(minutes.size());
        minutes.keySet().forEach(minute -> byMinute.add(parts.get(minute)));
        return byMinute;
    }

    /** Events that count as that feature. */
    long eventsOf(String feature) {
        return minutes.entrySet().stream()
                .filter(minute -> minute.getKey().key.feature().equals(feature))
                .mapToLong(minute -> minute.getValue().events())
                .sum();
    }

    private record TenantPeriod(String tenant, BillingPeriod period) {

        static final Comparator<TenantPeriod> ORDER =
                Comparator.comparing(TenantPeriod::tenant).thenComparing(of -> of.period.start());
    }

    /**
     * By how much the totals of tenants grew, sorted. Periods that have ended are left out: late
     * events count there, but nobody can act on what they pass.
     *
     * @param parts of one batch
     */
    static List<PeriodIncrease> increases(List<Sums> parts, Instant now) {
        var tokens = new TreeMap<TenantPeriod, Long>(TenantPeriod.ORDER);
        for (Sums part : parts) {
            part.periods.forEach(
                    (of, sum) -> {
                        if (of.period.end().isAfter(now)) {
                            var all = new TenantPeriod(of.key.tenant(), of.period);
                            tokens.merge(all, sum.amounts().tokens(), TokenSum::plus);
                        }
                    });
        }
        return tokens.entrySet().stream()
                .map(e -> new PeriodIncrease(e.getKey().tenant, e.getKey().period, e.getValue()))
                .toList();
    }
}
