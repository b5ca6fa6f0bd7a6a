package io.flagmeter.server.queue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Limits as one would explain them: every request that was let pass is remembered for ever. */
final class LimitModel {

    private record Taken(long at, long cost) {}

    private final Map<String, List<Taken>> history = new HashMap<>();

    private List<Taken> history(String subject, RateLimit limit) {
        return history.computeIfAbsent(subject + limit.name(), key -> new ArrayList<>());
    }

    boolean allows(String subject, RateLimit limit, long cost, long now) {
        return room(subject, limit, now) >= cost * limit.periodMillis();
    }

    void take(String subject, RateLimit limit, long cost, long now) {
        history(subject, limit).add(new Taken(now, cost));
    }

    long remaining(String subject, RateLimit limit, long now) {
        return Math.max(0, Math.floorDiv(room(subject, limit, now), limit.periodMillis()));
    }

    /** Until nothing more was ever taken, or the window ends. */
    long reset(String subject, RateLimit limit, long now) {
        long at = now;
        while (limit.window()
                ? at % limit.periodMillis() != 0 || at == now
                : remaining(subject, limit, at) < limit.capacity()) {
            at++;
        }
        return at - now;
    }

    /** In requests or tokens times the milliseconds of a period: what a period gives each of. */
    private long room(String subject, RateLimit limit, long now) {
        List<Taken> taken = history(subject, limit);
        return limit.window() ? windowRoom(limit, taken, now) : bucketLevel(limit, taken, now);
    }

    private long bucketLevel(RateLimit limit, List<Taken> history, long now) {
        long most = limit.capacity() * limit.periodMillis();
        long level = most;
        long before = 0;
        for (Taken taken : history) {
            level = Math.min(most, level + (taken.at - before) * limit.quota());
            level -= taken.cost * limit.periodMillis();
            before = taken.at;
        }
        return Math.min(most, level + (now - before) * limit.quota());
    }

    private long windowRoom(RateLimit limit, List<Taken> history, long now) {
        long window = Math.floorDiv(now, limit.periodMillis());
        long current = 0;
        long previous = 0;
        for (Taken taken : history) {
            long of = Math.floorDiv(taken.at, limit.periodMillis());
            current += of == window ? taken.cost : 0;
            previous += of == window - 1 ? taken.cost : 0;
        }
        long restOfWindow = (window + 1) * limit.periodMillis() - now;
        return (limit.quota() - current) * limit.periodMillis() - previous * restOfWindow;
    }
}
