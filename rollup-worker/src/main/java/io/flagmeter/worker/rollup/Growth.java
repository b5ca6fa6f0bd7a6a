package io.flagmeter.worker.rollup;

import io.flagmeter.model.billing.BillingPeriod;
import io.flagmeter.model.event.TokenSum;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a batch added to the totals of tenants, all features together. Periods that have ended are
 * left out: late events count there, but nobody can act on what they pass.
 */
final class Growth {

    record Key(String tenant, BillingPeriod period) implements Comparable<Key> {

        private static final Comparator<Key> ORDER =
                Comparator.comparing(Key::tenant).thenComparing(key -> key.period().start());

        @Override
        public int compareTo(Key other) {
            return ORDER.compare(this, other);
        }
    }

    private final TreeMap<Key, Long> tokens = new TreeMap<>();

    void add(Sums sums, Instant now) {
        sums.periods()
                .forEach(
                        (key, sum) -> {
                            if (key.period().end().isAfter(now)) {
                                tokens.merge(
                                        new Key(key.tenant(), key.period()),
                                        sum.tokens(),
                                        TokenSum::plus);
                            }
                        });
    }

    /** Tokens by tenant and period, sorted. */
    Map<Key, Long> tokens() {
        return tokens;
    }
}
