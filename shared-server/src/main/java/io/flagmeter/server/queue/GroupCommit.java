package io.flagmeter.server.queue;

import io.flagmeter.server.queue.EventQueue.Outcome;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Group commit for one event loop: one group of events is on its way to Valkey, all that arrive
 * meanwhile form the next. A busy loop so pays one round trip for many requests, an idle one waits
 * for nothing.
 *
 * <p>Not thread-safe: everything happens on the event loop.
 */
final class GroupCommit {

    /** Largest group; a request with more makes a group of its own. */
    static final int MAX_GROUP_EVENTS = 4_096;

    static final int MAX_GROUP_BYTES = 4 << 20;

    /** Most that all of one event loop let wait for the groups ahead: more is refused at once. */
    static final int MAX_WAITING_EVENTS = 65_536;

    static final int MAX_WAITING_BYTES = 16 << 20;

    private static final Logger LOG = Logger.getLogger(GroupCommit.class);

    private final PushGroup push;
    private final long timeoutNanos;
    private final int peers;

    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    private int waitingEvents;
    private int waitingBytes;
    private @Nullable List<Waiting> inFlight;
    private boolean overdue;

    /**
     * One of an event loop.
     *
     * @param peers how many the loop has, this one included: they share what may wait
     */
    GroupCommit(PushGroup push, long timeoutNanos, int peers) {
        this.push = push;
        this.timeoutNanos = timeoutNanos;
        this.peers = peers;
    }

    void offer(List<byte[]> payloads, Consumer<Outcome> then, long nanoTime) {
        int bytes = 0;
        for (byte[] payload : payloads) {
            bytes += payload.length;
        }
        // One request always fits: else a large one would be refused for ever.
        boolean full =
                !waiting.isEmpty()
                        && (waitingEvents + payloads.size() > MAX_WAITING_EVENTS / peers
                                || waitingBytes + bytes > MAX_WAITING_BYTES / peers);
        if (overdue || full) {
            then.accept(Outcome.UNAVAILABLE);
            return;
        }
        waiting.add(new Waiting(payloads, bytes, nanoTime, then));
        waitingEvents += payloads.size();
        waitingBytes += bytes;
        if (inFlight == null) {
            send();
        }
    }

    /** Gives up on a group that Valkey has not answered in time, and on all that wait behind it. */
    void tick(long nanoTime) {
        // The group holds the oldest of all: what arrived later waits behind it.
        if (inFlight == null || overdue || nanoTime - inFlight.getFirst().since < timeoutNanos) {
            return;
        }
        overdue = true;
        tell(inFlight, Outcome.UNAVAILABLE);
        var behind = List.copyOf(waiting);
        waiting.clear();
        waitingEvents = 0;
        waitingBytes = 0;
        tell(behind, Outcome.UNAVAILABLE);
    }

    private void send() {
        var group = new ArrayList<Waiting>(Math.min(waiting.size(), MAX_GROUP_EVENTS));
        var payloads = new ArrayList<byte[]>(Math.min(waitingEvents, MAX_GROUP_EVENTS));
        int bytes = 0;
        for (Waiting next = waiting.peek(); next != null; next = waiting.peek()) {
            if (!group.isEmpty()
                    && (payloads.size() + next.payloads.size() > MAX_GROUP_EVENTS
                            || bytes + next.bytes > MAX_GROUP_BYTES)) {
                break;
            }
            group.add(waiting.remove());
            payloads.addAll(next.payloads);
            bytes += next.bytes;
        }
        waitingEvents -= payloads.size();
        waitingBytes -= bytes;
        inFlight = group;
        push.push(payloads).onComplete(result -> answered(group, result.succeeded()));
    }

    private void answered(List<Waiting> group, boolean succeeded) {
        boolean late = overdue;
        overdue = false;
        inFlight = null;
        // First, so that Valkey works while the answers are written.
        if (!waiting.isEmpty()) {
            send();
        }
        if (!late) {
            tell(group, succeeded ? Outcome.ACCEPTED : Outcome.UNAVAILABLE);
        }
    }

    private static void tell(List<Waiting> group, Outcome outcome) {
        for (Waiting one : group) {
            try {
                one.then.accept(outcome);
            } catch (RuntimeException e) {
                // One answer that cannot be given must not keep the others from theirs.
                LOG.error("writing an answer failed", e);
            }
        }
    }

    private record Waiting(List<byte[]> payloads, int bytes, long since, Consumer<Outcome> then) {}
}
