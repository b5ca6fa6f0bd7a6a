package io.flagmeter.server.queue;

import io.flagmeter.server.queue.EventQueue.Answer;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The limits of a process by itself: for reads while Valkey is away, and for a queue without one.
 * It knows the latest {@value #MOST} subjects that were asked for; others begin anew. A window is
 * kept as a bucket of its quota here. Thread-safe.
 */
public final class LocalLimits {

    private static final int MOST = 10_000;

    private final Clock clock;
    private final Map<String, Bucket[]> buckets =
            new LinkedHashMap<>(16, 0.75f, true) {
                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Bucket[]> eldest) {
                    return size() > MOST;
                }
            };

    /** None has been asked for yet. */
    public LocalLimits(Clock clock) {
        this.clock = clock;
    }

    /** Counts a request by all of its limits, or by none if one refuses it. */
    public synchronized Answer check(List<Check> checks) {
        var asked = new ArrayList<Asked>();
        for (Check check : checks) {
            Bucket[] mine =
                    buckets.computeIfAbsent(
                            check.key(), key -> new Bucket[] {new Bucket(), new Bucket()});
            for (int slot = 0; slot < Check.SLOTS; slot++) {
                RateLimit limit = check.limit(slot);
                if (limit != null && check.cost(slot) != Check.NOT_ASKED) {
                    asked.add(new Asked(mine[slot], limit, check.cost(slot)));
                }
            }
        }
        long now = clock.millis();
        boolean allowed = true;
        for (Asked one : asked) {
            long level = one.bucket.advance(one.limit, now);
            allowed &= level >= one.cost * one.limit.periodMillis();
        }
        var standings = new ArrayList<Standing>(asked.size());
        for (Asked one : asked) {
            if (allowed) {
                one.bucket.level -= one.cost * one.limit.periodMillis();
            }
            standings.add(one.limit.ofBucket(one.bucket.level, one.cost, allowed));
        }
        return Answer.of(standings);
    }

    synchronized int size() {
        return buckets.size();
    }

    private record Asked(Bucket bucket, RateLimit limit, long cost) {}

    private static final class Bucket {

        private long level = Long.MAX_VALUE;
        private long at;

        /** As the script does it. */
        private long advance(RateLimit limit, long now) {
            long most = limit.full();
            // No more than fills it: the product would overflow after a long time.
            long passed = Math.clamp(now - at, 0, Math.ceilDiv(most, limit.quota()));
            level = level >= most ? most : Math.min(most, level + passed * limit.quota());
            at = now;
            return level;
        }
    }
}
