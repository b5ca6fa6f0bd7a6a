package io.flagmeter.server.connection;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one event loop, in no order, each found at once.
 *
 * <p>Not thread-safe: everything happens on the event loop.
 */
final class Neighbours {

    /** Looking at all of them for each that comes would be an attack of its own. */
    private static final int SAMPLE = 16;

    /** Who was answered this short a while ago may be about to ask again. */
    private static final long SAFE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final List<TakeTurns> all = new ArrayList<>();
    private final Map<TakeTurns, Integer> places = new HashMap<>();

    void add(TakeTurns one) {
        places.put(one, all.size());
        all.add(one);
    }

    void remove(TakeTurns one) {
        Integer place = places.remove(one);
        if (place == null) {
            return;
        }
        TakeTurns last = all.removeLast();
        if (last != one) {
            all.set(place, last);
            places.put(last, place);
        }
    }

    /** Ends, of a few, the one that has rested longest, as any server may; false if none rests. */
    boolean endOneThatRests() {
        TakeTurns longest = longestResting();
        while (longest != null && !longest.cutIfItRests()) {
            longest = longestResting();
        }
        return longest != null;
    }

    /** Of all where there are few, or else of some that stand side by side, anywhere. */
    private @Nullable TakeTurns longestResting() {
        if (all.isEmpty()) {
            return null;
        }
        long now = System.nanoTime();
        int first = ThreadLocalRandom.current().nextInt(all.size());
        TakeTurns longest = null;
        for (int i = 0; i < Math.min(SAMPLE, all.size()); i++) {
            TakeTurns one = all.get((first + i) % all.size());
            if (one.rests()
                    && rest(one, now) > (longest == null ? SAFE_NANOS : rest(longest, now))) {
                longest = one;
            }
        }
        return longest;
    }

    private static long rest(TakeTurns one, long now) {
        return now - one.restingSince();
    }
}
