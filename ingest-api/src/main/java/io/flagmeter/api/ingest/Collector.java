package io.flagmeter.api.ingest;

import io.flagmeter.model.event.InvalidEventException;
import io.flagmeter.model.event.UsageEvent;
import io.flagmeter.server.access.Caller;
import io.flagmeter.server.limits.RateLimits;
import io.flagmeter.server.problem.Problem;
import io.flagmeter.server.problem.ProblemException;
import io.flagmeter.server.problem.ProblemType;
import io.flagmeter.server.queue.Check;
import io.flagmeter.server.queue.EventQueue;
import io.flagmeter.server.queue.EventQueue.Answer;
import io.flagmeter.server.queue.EventQueue.Outcome;
import io.flagmeter.server.queue.Standing;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Takes events from whatever transport brought them: reads, checks, counts and queues them. What a
 * transport refuses before there is a body it counts as {@link IngestMetrics#refused} itself.
 *
 * <p>To be called on an event loop, on which the callback is called as well.
 */
@Singleton
class Collector {

    private final EventReader events;
    private final BatchReader batches;
    private final EventQueue queue;
    private final IngestMetrics metrics;
    private final RateLimits limits;
    private final Clock clock;

    /** What becomes of a body: one of the two is called, once. */
    interface Callback<T> {

        /** The events that were read are on the queue: the sender may forget them. */
        void accepted(T read);

        /** How they left their limits: told before the other two, if there are any. */
        void limits(List<Standing> standings);

        void refused(Problem problem);
    }

    Collector(
            EventReader events,
            BatchReader batches,
            EventQueue queue,
            IngestMetrics metrics,
            RateLimits limits,
            Clock clock) {
        this.events = events;
        this.batches = batches;
        this.queue = queue;
        this.metrics = metrics;
        this.limits = limits;
        this.clock = clock;
    }

    /**
     * Takes the one event of a body.
     *
     * @param caller who may be bound to a tenant; that they may send events was asked before
     */
    void event(byte[] body, EventFormat format, Caller caller, Callback<UsageEvent> callback) {
        UsageEvent event;
        try {
            event = events.read(body, format, clock.instant());
            caller.requireTenant(event.tenant());
        } catch (InvalidEventException e) {
            metrics.received(1);
            metrics.rejected(e.field(), 1);
            callback.refused(Problem.of(e));
            return;
        } catch (ProblemException e) {
            refuse(e.problem(), callback);
            return;
        }
        metrics.received(1);
        List<Check> checks = limits.of(caller, event.tenant(), event.tokens());
        if (checks.isEmpty()) {
            push(List.of(event), event, callback);
        } else {
            queue.push(List.of(event), checks, answer -> answered(answer, event, callback));
        }
    }

    /** Takes the good items of a batch and says which were not: never all or nothing. */
    void batch(byte[] body, BatchFormat format, Caller caller, Callback<List<Item>> callback) {
        List<Item> items;
        try {
            items = read(body, format, clock.instant());
            if (caller.tenant() != null) {
                items.replaceAll(item -> allowed(item, caller));
            }
        } catch (ProblemException e) {
            refuse(e.problem(), callback);
            return;
        }
        metrics.received(items.size());
        var good = new ArrayList<UsageEvent>(items.size());
        for (Item item : items) {
            switch (item) {
                case Item.Taken(var event) -> good.add(event);
                case Item.Refused refused -> metrics.rejected(refused.field(), 1);
            }
        }
        if (good.isEmpty()) {
            callback.accepted(items);
        } else if (limits.none()) {
            push(good, items, callback);
        } else {
            new LimitedBatch(items, metrics, limits, callback).push(good, caller, queue);
        }
    }

    private List<Item> read(byte[] body, BatchFormat format, Instant now) {
        return switch (format) {
            case ARRAY -> batches.array(body, EventFormat.PLAIN, now);
            case LINES -> batches.lines(body, now);
            case CLOUD_EVENTS -> batches.array(body, EventFormat.CLOUD_EVENT, now);
        };
    }

    private static Item allowed(Item item, Caller caller) {
        return item instanceof Item.Taken(var event) && !caller.isFor(event.tenant())
                ? new Item.Refused(event.id(), "tenant", caller.onlyFor())
                : item;
    }

    private void refuse(Problem problem, Callback<?> callback) {
        metrics.refused(problem.type());
        callback.refused(problem);
    }

    private <T> void push(List<UsageEvent> good, T read, Callback<T> callback) {
        queue.push(
                good,
                outcome -> {
                    Problem refusal = refusal(outcome);
                    if (refusal == null) {
                        metrics.accepted(good.size());
                        callback.accepted(read);
                    } else {
                        metrics.rejected(refusal.type().slug(), good.size());
                        callback.refused(refusal);
                    }
                });
    }

    private void answered(Answer answer, UsageEvent event, Callback<UsageEvent> callback) {
        callback.limits(answer.standings());
        if (answer.outcome() == Outcome.ACCEPTED) {
            metrics.accepted(1);
            callback.accepted(event);
            return;
        }
        Problem refusal = refusal(answer, limits);
        metrics.rejected(refusal.type().slug(), 1);
        callback.refused(refusal);
    }

    /** Why pushed events were not taken, which they were not. */
    static Problem refusal(Answer answer, RateLimits limits) {
        Problem refusal = refusal(answer.outcome());
        return refusal == null ? limits.refusal(answer.standings()) : refusal;
    }

    /** Why pushed events were not taken; null if they were, or a limit says why. */
    private static @Nullable Problem refusal(Outcome outcome) {
        return switch (outcome) {
            case ACCEPTED, LIMITED -> null;
            case FULL ->
                    Problem.of(
                            ProblemType.QUEUE_FULL,
                            "the queue is full: the events were not taken, send them again later");
            case UNAVAILABLE ->
                    Problem.of(
                            ProblemType.VALKEY_UNAVAILABLE,
                            "the queue did not answer: send the events again with the same ids");
        };
    }
}
