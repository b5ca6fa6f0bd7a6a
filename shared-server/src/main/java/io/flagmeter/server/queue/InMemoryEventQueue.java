package io.flagmeter.server.queue;

import io.flagmeter.model.event.EventCodec;
import io.flagmeter.model.event.InvalidEventException;
import io.flagmeter.model.event.UsageEvent;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The queue of a process that keeps it to itself, such as a test: the same promises without a
 * Valkey, and events are gone with the process. Thread-safe.
 */
public final class InMemoryEventQueue implements EventQueue {

    private final long bound;
    private final List<byte[]> payloads = new ArrayList<>();
    private final LocalLimits limits = new LocalLimits(Clock.systemUTC());
    private boolean down;

    /**
     * An empty queue.
     *
     * @param bound events that may wait before more are refused
     */
    public InMemoryEventQueue(long bound) {
        this.bound = bound;
    }

    @Override
    public void push(List<UsageEvent> events, Consumer<Outcome> then) {
        then.accept(taken(events));
    }

    @Override
    public void push(List<UsageEvent> events, List<Check> checks, Consumer<Answer> then) {
        then.accept(taken(events, checks));
    }

    @Override
    public void check(List<Check> checks, Consumer<Answer> then) {
        then.accept(counted(checks));
    }

    private synchronized Answer taken(List<UsageEvent> events, List<Check> checks) {
        if (down || payloads.size() >= bound) {
            return Answer.without(taken(events));
        }
        Answer answer = limits.check(checks);
        if (answer.outcome() == Outcome.ACCEPTED) {
            taken(events);
        }
        return answer;
    }

    private synchronized Answer counted(List<Check> checks) {
        return down ? Answer.without(Outcome.UNAVAILABLE) : limits.check(checks);
    }

    private synchronized Outcome taken(List<UsageEvent> events) {
        if (down) {
            return Outcome.UNAVAILABLE;
        }
        if (payloads.size() >= bound) {
            return Outcome.FULL;
        }
        events.stream().map(EventCodec::encode).forEach(payloads::add);
        return Outcome.ACCEPTED;
    }

    /** Takes all events that wait, as a worker would, oldest first. */
    public synchronized List<UsageEvent> drain() {
        var events = new ArrayList<UsageEvent>(payloads.size());
        for (byte[] payload : payloads) {
            try {
                events.add(EventCodec.decode(payload));
            } catch (InvalidEventException e) {
                throw new IllegalStateException("what was encoded can be decoded", e);
            }
        }
        payloads.clear();
        return events;
    }

    /** From now on takes nothing, as a Valkey that does not answer. */
    public synchronized void fail() {
        down = true;
    }

    /** Takes events again after {@link #fail}. */
    public synchronized void recover() {
        down = false;
    }
}
