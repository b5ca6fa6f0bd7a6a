package io.flagmeter.server.queue;

import io.flagmeter.server.queue.EventQueue.Answer;
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

    /** What a check takes of a group, with the longest name of a tenant. */
    private static final int BYTES_OF_A_CHECK = 250;

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

    /** Takes events that no limit is for. */
    void offer(List<byte[]> payloads, Consumer<Outcome> then, long nanoTime) {
        offer(payloads, List.of(), answer -> then.accept(answer.outcome()), nanoTime);
    }

    /** Takes events, or none, and what must allow them. */
    void offer(List<byte[]> payloads, List<Check> checks, Consumer<Answer> then, long nanoTime) {
        int bytes = BYTES_OF_A_CHECK * checks.size();
        for (byte[] payload : payloads) {
            bytes += payload.length;
        }
        var one = new Waiting(payloads, checks, bytes, nanoTime, then);
        // One request always fits: else a large one would be refused for ever.
        boolean full =
                !waiting.isEmpty()
                        && (waitingEvents + one.weight() > MAX_WAITING_EVENTS / peers
                                || waitingBytes + bytes > MAX_WAITING_BYTES / peers);
        if (overdue || full) {
            then.accept(Answer.without(Outcome.UNAVAILABLE));
            return;
        }
        waiting.add(one);
        waitingEvents += one.weight();
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
        tell(inFlight, null);
        var behind = List.copyOf(waiting);
        waiting.clear();
        waitingEvents = 0;
        waitingBytes = 0;
        tell(behind, null);
    }

    private void send() {
        var group = new ArrayList<Waiting>(Math.min(waiting.size(), MAX_GROUP_EVENTS));
        var free = new ArrayList<byte[]>(Math.min(waitingEvents, MAX_GROUP_EVENTS));
        var limited = new ArrayList<Limited>(0);
        int events = 0;
        int bytes = 0;
        for (Waiting next = waiting.peek(); next != null; next = waiting.peek()) {
            if (!group.isEmpty()
                    && (events + next.weight() > MAX_GROUP_EVENTS
                            || bytes + next.bytes > MAX_GROUP_BYTES)) {
                break;
            }
            group.add(waiting.remove());
            if (next.checks.isEmpty()) {
                free.addAll(next.payloads);
            } else {
                limited.add(new Limited(next.payloads, next.checks));
            }
            events += next.weight();
            bytes += next.bytes;
        }
        waitingEvents -= events;
        waitingBytes -= bytes;
        inFlight = group;
        push.push(free, limited).onComplete(pushed -> answered(group, pushed.result()));
    }

    private void answered(List<Waiting> group, @Nullable Pushed pushed) {
        boolean late = overdue;
        overdue = false;
        inFlight = null;
        // First, so that Valkey works while the answers are written.
        if (!waiting.isEmpty()) {
            send();
        }
        if (!late) {
            tell(group, pushed);
        }
    }

    /** Tells each what became of it; without an answer, that there is none. */
    private static void tell(List<Waiting> group, @Nullable Pushed pushed) {
        int limited = 0;
        for (Waiting one : group) {
            Answer answer;
            if (pushed == null) {
                answer = Answer.without(Outcome.UNAVAILABLE);
            } else if (one.checks.isEmpty()) {
                answer = Answer.without(Outcome.ACCEPTED);
            } else {
                answer = Answer.of(pushed.standings().get(limited++));
            }
            try {
                one.then.accept(answer);
            } catch (RuntimeException e) {
                // One answer that cannot be given must not keep the others from theirs.
                LOG.error("writing an answer failed", e);
            }
        }
    }

    private record Waiting(
            List<byte[]> payloads,
            List<Check> checks,
            int bytes,
            long since,
            Consumer<Answer> then) {

        /** In events; a request that is none waits as if it were one. */
        int weight() {
            return Math.max(1, payloads.size());
        }
    }
}
