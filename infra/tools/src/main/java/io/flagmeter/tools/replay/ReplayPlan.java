package io.flagmeter.tools.replay;

import io.flagmeter.tools.SentEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Every event of a replay with its timestamp and its moment, decided before the first is sent.
 *
 * @param raised how many events were lifted to the start of the billing period
 */
record ReplayPlan(List<PlannedEvent> events, int raised) {
    ReplayPlan {
        events = List.copyOf(events);
    }

    /**
     * Lays the trace out from {@code start}. As fast as possible its last event carries that
     * instant, at a pace its first one does and each later one the moment it is sent.
     *
     * @param periodStart no event of {@link Times#NOW} is earlier, because usage is read back for
     *     the current period only
     */
    static ReplayPlan of(Trace trace, ReplayOptions how, Instant start, Instant periodStart) {
        Instant first = trace.rows().getFirst().time();
        Instant last = trace.rows().getLast().time();
        Duration toNow = Duration.between(last, start);
        List<PlannedEvent> events = new ArrayList<>(trace.rows().size());
        int raised = 0;
        for (TraceRow row : trace.rows()) {
            Instant due = start.plus(how.speed().scale(Duration.between(first, row.time())));
            Instant timestamp =
                    switch (how.times()) {
                        case ORIGINAL -> row.time();
                        case NOW -> how.speed().isMax() ? row.time().plus(toNow) : due;
                    };
            if (how.times() == Times.NOW && timestamp.isBefore(periodStart)) {
                timestamp = periodStart;
                raised++;
            }
            events.add(new PlannedEvent(event(trace, row, how.target(), timestamp), due));
        }
        return new ReplayPlan(events, raised);
    }

    private static SentEvent event(Trace trace, TraceRow row, Target target, Instant timestamp) {
        return new SentEvent(
                trace.eventId(row), target.tenant(), target.feature(), row.tokens(), timestamp);
    }
}
