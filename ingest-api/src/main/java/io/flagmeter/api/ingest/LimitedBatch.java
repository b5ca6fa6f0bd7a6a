package io.flagmeter.api.ingest;

import io.flagmeter.model.event.UsageEvent;
import io.flagmeter.server.access.Caller;
import io.flagmeter.server.limits.RateLimits;
import io.flagmeter.server.problem.Problem;
import io.flagmeter.server.queue.Check;
import io.flagmeter.server.queue.EventQueue;
import io.flagmeter.server.queue.EventQueue.Answer;
import io.flagmeter.server.queue.EventQueue.Outcome;
import io.flagmeter.server.queue.Standing;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A batch while limits are configured: the events of each tenant are one request to the limits, and
 * taken or refused together, so that a tenant beyond its limit does not keep the others' back.
 *
 * <p>Not thread-safe: everything happens on the event loop.
 */
final class LimitedBatch {

    private final List<Item> items;
    private final IngestMetrics metrics;
    private final RateLimits limits;
    private final Collector.Callback<List<Item>> callback;

    /** Why a tenant's events were refused. */
    private final Map<String, Problem> refused = new HashMap<>();

    private @Nullable Problem unavailable;
    private List<Standing> closest = List.of();
    private int missing;
    private boolean taken;

    LimitedBatch(
            List<Item> items,
            IngestMetrics metrics,
            RateLimits limits,
            Collector.Callback<List<Item>> callback) {
        this.items = items;
        this.metrics = metrics;
        this.limits = limits;
        this.callback = callback;
    }

    void push(List<UsageEvent> good, Caller caller, EventQueue queue) {
        var byTenant = new LinkedHashMap<String, List<UsageEvent>>();
        good.forEach(
                event ->
                        byTenant.computeIfAbsent(event.tenant(), tenant -> new ArrayList<>())
                                .add(event));
        var free = new ArrayList<UsageEvent>();
        var limited = new LinkedHashMap<String, List<Check>>();
        byTenant.forEach(
                (tenant, events) -> {
                    List<Check> checks = limits.of(caller, tenant, tokens(events));
                    if (checks.isEmpty()) {
                        free.addAll(events);
                    } else {
                        limited.put(tenant, checks);
                    }
                });
        missing = limited.size() + (free.isEmpty() ? 0 : 1);
        if (!free.isEmpty()) {
            queue.push(
                    free, outcome -> answered(null, free.size(), new Answer(outcome, List.of())));
        }
        limited.forEach(
                (tenant, checks) -> {
                    List<UsageEvent> events = byTenant.getOrDefault(tenant, List.of());
                    queue.push(events, checks, answer -> answered(tenant, events.size(), answer));
                });
    }

    /** At most a thousand events of 10^12: far from the end of a long. */
    private static long tokens(List<UsageEvent> events) {
        return events.stream().mapToLong(UsageEvent::tokens).sum();
    }

    private void answered(@Nullable String tenant, int events, Answer answer) {
        if (answer.outcome() == Outcome.ACCEPTED) {
            metrics.accepted(events);
            taken = true;
        } else {
            Problem refusal = Collector.refusal(answer, limits);
            metrics.rejected(refusal.type().slug(), events);
            if (answer.outcome() == Outcome.LIMITED && tenant != null) {
                refused.put(tenant, refusal);
            } else {
                unavailable = refusal;
            }
        }
        if (closest.isEmpty() || wait(answer.standings()) > wait(closest)) {
            closest = answer.standings();
        }
        missing--;
        if (missing == 0) {
            tell();
        }
    }

    private static long wait(List<Standing> standings) {
        return standings.stream().mapToLong(Standing::waitMillis).max().orElse(-1);
    }

    private void tell() {
        callback.limits(closest);
        if (unavailable != null) {
            callback.refused(unavailable);
        } else if (taken || refused.isEmpty()) {
            items.replaceAll(this::told);
            callback.accepted(items);
        } else {
            callback.refused(refused.values().iterator().next());
        }
    }

    private Item told(Item item) {
        if (item instanceof Item.Taken(var event)) {
            Problem problem = refused.get(event.tenant());
            if (problem != null) {
                return new Item.Refused(event.id(), "tenant", "rate-limited: " + problem.detail());
            }
        }
        return item;
    }
}
