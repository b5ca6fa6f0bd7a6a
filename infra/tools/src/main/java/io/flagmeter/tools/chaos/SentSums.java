package io.flagmeter.tools.chaos;

import io.flagmeter.tools.SentEvent;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The sums of what was sent, by tenant, feature and minute: of millions of events it takes no more
 * memory than of thousands.
 */
final class SentSums implements SentRecord {
    private final Map<Minute, Sum> sums = new HashMap<>();
    private final Set<String> refusals = new HashSet<>();
    private long sent;
    private long acknowledged;

    @Override
    public synchronized void sent(Collection<SentEvent> events) {
        sent += events.size();
        events.forEach(event -> sums.merge(Minute.of(event), Sum.of(event), Sum::plus));
    }

    @Override
    public synchronized void acknowledged(SentEvent event) {
        acknowledged++;
    }

    @Override
    public synchronized void refused(SentEvent event, String reason) {
        refusals.add(event.key() + ": " + reason);
    }

    synchronized Map<Minute, Sum> sums() {
        return Map.copyOf(sums);
    }

    @Override
    public synchronized long sent() {
        return sent;
    }

    @Override
    public synchronized long acknowledgedCount() {
        return acknowledged;
    }

    @Override
    public synchronized Set<String> refusals() {
        return Set.copyOf(refusals);
    }
}
