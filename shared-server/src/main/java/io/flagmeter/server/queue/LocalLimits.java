package io.flagmeter.server.queue;

import io.flagmeter.server.queue.EventQueue.Answer;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The limits of a process by itself: for reads while Valkey is away, and for a queue without one.
 * It knows the latest {@value #MOST} that were asked for; others begin anew. A window is kept as a
 * bucket of its quota here. Thread-safe.
 */
public final class LocalLimits {

    private static final int MOST = 10_000;

    private final Clock clock;
    private final Map<String, Bucket> buckets =
            new LinkedHashMap<>(16, 0.75f, true) {
                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
                    return size() > MOST;
                }
            };

    /** None has been asked for yet. */
    public LocalLimits(Clock clock) {
        this.clock = clock;
    }

    /** Counts a request by all of its limits, or by none if one refuses it. */
    public synchronized Answer check(List<Check> checks) {
        long now = clock.millis();
        var waits = new ArrayList<Long>(checks.size());
        for (Check check : checks) {
            long missing = check.cost() * check.periodMillis() - bucket(check).advance(check, now);
            waits.add(missing <= 0 ? 0 : Math.ceilDiv(missing, check.quota()));
        }
        boolean allowed = waits.stream().allMatch(wait -> wait == 0);
        var standings = new ArrayList<Standing>(checks.size());
        for (int i = 0; i < checks.size(); i++) {
            Check check = checks.get(i);
            Bucket bucket = bucket(check);
            if (allowed) {
                bucket.level -= check.cost() * check.periodMillis();
            }
            standings.add(
                    new Standing(
                            check,
                            bucket.level / check.periodMillis(),
                            Math.ceilDiv(
                                    check.capacity() * check.periodMillis() - bucket.level,
                                    check.quota()),
                            waits.get(i)));
        }
        return Answer.of(standings);
    }

    synchronized int size() {
        return buckets.size();
    }

    private Bucket bucket(Check check) {
        return buckets.computeIfAbsent(check.key(), key -> new Bucket());
    }

    private static final class Bucket {

        private long level = Long.MAX_VALUE;
        private long at;

        /** In requests or tokens times the milliseconds of a period, as the script has it. */
        private long advance(Check check, long now) {
            long most = check.capacity() * check.periodMillis();
            // No more than fills it: the product would overflow after a long time.
            long passed = Math.clamp(now - at, 0, Math.ceilDiv(most, check.quota()));
            level = level >= most ? most : Math.min(most, level + passed * check.quota());
            at = now;
            return level;
        }
    }
}
