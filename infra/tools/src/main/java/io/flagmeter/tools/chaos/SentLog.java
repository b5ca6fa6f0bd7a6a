package io.flagmeter.tools.chaos;

import io.flagmeter.tools.SentEvent;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the clients know: every event they ever sent, and which of them were acknowledged. */
final class SentLog implements SentRecord {
    private final Map<SentEvent.Key, SentEvent> sent = new HashMap<>();
    private final Set<SentEvent.Key> acknowledged = new HashSet<>();
    private final Set<String> refusals = new HashSet<>();

    @Override
    public synchronized void sent(Collection<SentEvent> events) {
        events.forEach(event -> sent.put(event.key(), event));
    }

    @Override
    public synchronized void acknowledged(SentEvent event) {
        acknowledged.add(event.key());
    }

    @Override
    public synchronized void refused(SentEvent event, String reason) {
        refusals.add(event.key() + ": " + reason);
    }

    synchronized @Nullable SentEvent find(SentEvent.Key key) {
        return sent.get(key);
    }

    @Override
    public synchronized long sent() {
        return sent.size();
    }

    synchronized Set<SentEvent.Key> acknowledged() {
        return Set.copyOf(acknowledged);
    }

    @Override
    public synchronized long acknowledgedCount() {
        return acknowledged.size();
    }

    @Override
    public synchronized Set<String> refusals() {
        return Set.copyOf(refusals);
    }
}
