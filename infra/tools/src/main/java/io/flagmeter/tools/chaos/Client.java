package io.flagmeter.tools.chaos;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** A good client: it sends the same events with the same ids until they are acknowledged. */
final class Client {
    private static final long FIRST_PAUSE_MILLIS = 50;
    private static final long LONGEST_PAUSE_MILLIS = 1_000;

    /** Who was held up makes up for it, but not for a whole outage at once. */
    private static final long MOST_BEHIND_NANOS = Duration.ofSeconds(1).toNanos();

    private final Meter meter;
    private final Traffic traffic;
    private final SentRecord log;
    private final LongAdder retried;
    private final LongAdder forgotten;
    private final double nanosPerEvent;

    Client(
            Meter meter,
            Traffic traffic,
            SentRecord log,
            LongAdder retried,
            LongAdder forgotten,
            double eventsPerSecond) {
        this.meter = meter;
        this.traffic = traffic;
        this.log = log;
        this.retried = retried;
        this.forgotten = forgotten;
        this.nanosPerEvent = 1e9 / eventsPerSecond;
    }

    /** Sends at its rate until told otherwise; what it began it brings to an end. */
    void run(BooleanSupplier goesOn) throws InterruptedException {
        long due = System.nanoTime();
        while (goesOn.getAsBoolean()) {
            List<Event> events = traffic.next();
            log.sent(events);
            deliver(events, log::acknowledged);
            if (traffic.forgets()) {
                forgotten.add(events.size());
                deliver(events, again -> {});
            }
            due += (long) (events.size() * nanosPerEvent);
            due = Math.max(due, System.nanoTime() - MOST_BEHIND_NANOS);
            Thread.sleep(Duration.ofNanos(Math.max(0, due - System.nanoTime())));
        }
    }

    private void deliver(List<Event> events, Consumer<Event> acknowledged)
            throws InterruptedException {
        long pause = FIRST_PAUSE_MILLIS;
        while (true) {
            try {
                settle(events, meter.send(events), acknowledged);
                return;
            } catch (IOException e) {
                retried.increment();
                Thread.sleep(pause / 2 + ThreadLocalRandom.current().nextLong(pause / 2));
                pause = Math.min(LONGEST_PAUSE_MILLIS, pause * 2);
            }
        }
    }

    private void settle(List<Event> events, Meter.Verdicts verdicts, Consumer<Event> acknowledged) {
        for (int i = 0; i < events.size(); i++) {
            String reason = verdicts.reasons().get(i);
            if (reason.isEmpty()) {
                acknowledged.accept(events.get(i));
            } else {
                log.refused(events.get(i), reason);
            }
        }
    }
}
