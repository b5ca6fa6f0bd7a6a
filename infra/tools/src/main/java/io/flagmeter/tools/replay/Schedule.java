package io.flagmeter.tools.replay;

import io.flagmeter.tools.SentEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Hands each event of a plan out once, in batches, no event before it is due. */
final class Schedule {
    /** How long a stop may go unnoticed by the sender that waits for the next event. */
    private static final Duration NAP = Duration.ofSeconds(1);

    private final List<PlannedEvent> events;
    private final int batch;
    private final Time time;
    private int next;
    private volatile boolean stopped;

    Schedule(ReplayPlan plan, int batch, Time time) {
        this.events = plan.events();
        this.batch = batch;
        this.time = time;
    }

    /** Waits for the next event and takes what else is due; empty when there is nothing more. */
    synchronized List<SentEvent> take() throws InterruptedException {
        awaitNext();
        Instant now = time.instant();
        List<SentEvent> due = new ArrayList<>();
        while (!stopped && due.size() < batch && next < events.size() && isDue(now)) {
            due.add(events.get(next++).event());
        }
        return due;
    }

    /** Hands out nothing more; does not wait for the lock that a waiting sender holds. */
    void stop() {
        stopped = true;
    }

    private void awaitNext() throws InterruptedException {
        while (!stopped && next < events.size() && !isDue(time.instant())) {
            Duration wait = Duration.between(time.instant(), events.get(next).due());
            time.sleep(wait.compareTo(NAP) < 0 ? wait : NAP);
        }
    }

    private boolean isDue(Instant now) {
        return !events.get(next).due().isAfter(now);
    }
}
