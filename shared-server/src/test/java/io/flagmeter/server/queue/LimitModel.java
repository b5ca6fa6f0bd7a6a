package io.flagmeter.server.queue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Limits as one would explain them: every request that was let pass is remembered for ever. */
final class LimitModel {

    private record Taken(long at, long cost) {}

    private final Map<String, List<Taken>> history = new HashMap<>();

    private List<Taken> history(Check check) {
        return history.computeIfAbsent(check.key(), key -> new ArrayList<>());
    }

    boolean allows(Check check, long now) {
        return room(check, now) >= check.cost() * check.periodMillis();
    }

    void take(Check check, long now) {
        history(check).add(new Taken(now, check.cost()));
    }

    long remaining(Check check, long now) {
        return Math.max(0, Math.floorDiv(room(check, now), check.periodMillis()));
    }

    /** In requests or tokens times the milliseconds of a period: what a period gives each of. */
    private long room(Check check, long now) {
        return check.window() ? windowRoom(check, now) : bucketLevel(check, now);
    }

    private long bucketLevel(Check check, long now) {
        long most = check.capacity() * check.periodMillis();
        long level = most;
        long before = 0;
        for (Taken taken : history(check)) {
            level = Math.min(most, level + (taken.at - before) * check.quota());
            level -= taken.cost * check.periodMillis();
            before = taken.at;
        }
        return Math.min(most, level + (now - before) * check.quota());
    }

    private long windowRoom(Check check, long now) {
        long window = Math.floorDiv(now, check.periodMillis());
        long current = 0;
        long previous = 0;
        for (Taken taken : history(check)) {
            long of = Math.floorDiv(taken.at, check.periodMillis());
            current += of == window ? taken.cost : 0;
            previous += of == window - 1 ? taken.cost : 0;
        }
        long restOfWindow = (window + 1) * check.periodMillis() - now;
        return (check.quota() - current) * check.periodMillis() - previous * restOfWindow;
    }
}
