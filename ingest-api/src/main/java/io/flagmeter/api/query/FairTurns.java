package io.flagmeter.api.query;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Hands out a few turns in the order in which they are asked for, but never two at a time to one
 * tenant: it neither takes all turns nor all places in the line. Thread-safe.
 */
final class FairTurns {

    private final int atATime;
    private final int most;
    private final int mostOfATenant;

    private final Deque<Asked> line = new ArrayDeque<>();
    private final Set<String> underWay = new HashSet<>();
    private final Map<String, Integer> places = new HashMap<>();
    private int taken;

    /**
     * Somebody in the line.
     *
     * @param tenant whose turn it would be; null: nobody's alone
     */
    private record Asked(@Nullable String tenant, Runnable begin) {}

    /**
     * All turns are free.
     *
     * @param most under way or in the line
     * @param mostOfATenant of these
     */
    FairTurns(int atATime, int most, int mostOfATenant) {
        this.atATime = atATime;
        this.most = most;
        this.mostOfATenant = mostOfATenant;
    }

    /**
     * Asks for a turn; {@link #end} must be called after it.
     *
     * @param begin called when it is there, at once or by whoever ends another
     * @return false if there is no place in the line
     */
    boolean ask(@Nullable String tenant, Runnable begin) {
        Runnable first;
        synchronized (this) {
            if (taken + line.size() >= most
                    || (tenant != null && places.getOrDefault(tenant, 0) >= mostOfATenant)) {
                return false;
            }
            if (tenant != null) {
                places.merge(tenant, 1, Integer::sum);
            }
            line.add(new Asked(tenant, begin));
            first = next();
        }
        if (first != null) {
            first.run();
        }
        return true;
    }

    /** Gives a turn back. */
    void end(@Nullable String tenant) {
        Runnable next;
        synchronized (this) {
            taken--;
            if (tenant != null) {
                underWay.remove(tenant);
                places.computeIfPresent(tenant, (name, held) -> held == 1 ? null : held - 1);
            }
            next = next();
        }
        if (next != null) {
            next.run();
        }
    }

    /** Who has waited longest of those who may; null if nobody does, or no turn is free. */
    private @Nullable Runnable next() {
        if (taken == atATime) {
            return null;
        }
        for (Iterator<Asked> asked = line.iterator(); asked.hasNext(); ) {
            Asked one = asked.next();
            if (one.tenant == null || underWay.add(one.tenant)) {
                asked.remove();
                taken++;
                return one.begin;
            }
        }
        return null;
    }
}
