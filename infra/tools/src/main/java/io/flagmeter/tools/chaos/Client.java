package io.flagmeter.tools.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import io.flagmeter.tools.ApiAnswer;
import io.flagmeter.tools.FlagMeterClient;
import io.flagmeter.tools.SentEvent;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** A good client: it sends the same events with the same ids until they are acknowledged. */
final class Client {
    /**
     * Less than a sensible client has: a request that a stopped process holds is sent again while
     * the first one may still be carried out.
     */
    static final Duration PATIENCE = Duration.ofSeconds(3);

    private static final int TOO_MANY = 429;

    /** How the reason begins for which an item of a batch is refused by a limit. */
    private static final String LIMITED = "rate-limited: ";

    private static final long FIRST_PAUSE_MILLIS = 50;
    private static final long LONGEST_PAUSE_MILLIS = 1_000;

    /** Who was held up makes up for it, but not for a whole outage at once. */
    private static final long MOST_BEHIND_NANOS = Duration.ofSeconds(1).toNanos();

    private final FlagMeterClient meter;
    private final Traffic traffic;
    private final SentRecord log;
    private final LongAdder retried;
    private final LongAdder forgotten;
    private final LongAdder limited;
    private final double nanosPerEvent;

    Client(
            FlagMeterClient meter,
            Traffic traffic,
            SentRecord log,
            LongAdder retried,
            LongAdder forgotten,
            LongAdder limited,
            double eventsPerSecond) {
        this.meter = meter;
        this.traffic = traffic;
        this.log = log;
        this.retried = retried;
        this.forgotten = forgotten;
        this.limited = limited;
        this.nanosPerEvent = 1e9 / eventsPerSecond;
    }

    /** Sends at its rate until told otherwise; what it began it brings to an end. */
    void run(BooleanSupplier goesOn) throws InterruptedException {
        long due = System.nanoTime();
        while (goesOn.getAsBoolean()) {
            List<SentEvent> events = traffic.next();
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

    private void deliver(List<SentEvent> events, Consumer<SentEvent> acknowledged)
            throws InterruptedException {
        List<SentEvent> left = events;
        long pause = FIRST_PAUSE_MILLIS;
        while (true) {
            try {
                left = note(left, send(left), acknowledged);
                if (left.isEmpty()) {
                    return;
                }
                limited.add(left.size());
            } catch (IOException e) {
                retried.increment();
            }
            Thread.sleep(pause / 2 + ThreadLocalRandom.current().nextLong(pause / 2));
            pause = Math.min(LONGEST_PAUSE_MILLIS, pause * 2);
        }
    }

    /** One event by itself, several as a batch. */
    private ApiAnswer send(List<SentEvent> events) throws IOException, InterruptedException {
        ApiAnswer answer =
                meter.send(
                        events.size() == 1
                                ? meter.post("/events", Dialect.json(events.getFirst()))
                                : meter.post(
                                        "/events/batch",
                                        events.stream().map(Dialect::json).toList()));
        if (answer.mayPass() && answer.status() != TOO_MANY) {
            throw new IOException(answer.problem());
        }
        return answer;
    }

    /** Returns the events that a limit refused: they are to be sent again. */
    private List<SentEvent> note(
            List<SentEvent> events, ApiAnswer answer, Consumer<SentEvent> acknowledged) {
        if (answer.status() == TOO_MANY) {
            return events;
        }
        var left = new ArrayList<SentEvent>();
        boolean single = events.size() == 1;
        JsonNode results = answer.body().path("results");
        boolean whole = answer.status() == 200 && (single || results.size() == events.size());
        for (int i = 0; i < events.size(); i++) {
            JsonNode result = whole && !single ? results.get(i) : answer.body();
            if (whole && result.path("status").asText().equals("accepted")) {
                acknowledged.accept(events.get(i));
            } else if (whole && result.path("reason").asText().startsWith(LIMITED)) {
                left.add(events.get(i));
            } else {
                log.refused(events.get(i), "HTTP " + answer.status() + " " + result);
            }
        }
        return left;
    }
}
