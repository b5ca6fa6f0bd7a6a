package io.flagmeter.systemtest.replace;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.flagmeter.systemtest.replace.KeptConnection.Answer;
import java.io.IOException;
import java.util.Collections;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.DoubleAccumulator;

/** 250 requests a second, whatever the answers are: events, batches and quota checks. */
final class SteadyLoad implements AutoCloseable {

    private static final long EVERY_MILLIS = 4;
    private static final int BATCH = 20;
    private static final String EVENT = "{\"tenant\":\"acme\",\"feature\":\"chat\",\"tokens\":1}";
    private static final String EVENTS = Collections.nCopies(BATCH, EVENT).toString();
    private static final ObjectMapper JSON = new ObjectMapper();

    private final int port;
    // Used in turn, so that none rests for as long as a server drains.
    private final Queue<KeptConnection> resting = new ConcurrentLinkedQueue<>();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong acknowledged = new AtomicLong();
    private final DoubleAccumulator longestLag = new DoubleAccumulator(Math::max, 0);
    private final ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();

    SteadyLoad(int port) {
        this.port = port;
    }

    /** Begins when its first event is counted, for before that its tenant is not known. */
    void start() throws IOException {
        post("/events", EVENT, 1);
        await().ignoreException(IOException.class).until(() -> check().has("lagSeconds"));
        var ignored =
                clock.scheduleAtFixedRate(
                        () -> clients.execute(this::request),
                        0,
                        EVERY_MILLIS,
                        TimeUnit.MILLISECONDS);
    }

    private void request() {
        long number = sent.getAndIncrement();
        try {
            switch ((int) (number % 5)) {
                case 0 -> post("/events/batch", EVENTS, BATCH);
                case 1 -> longestLag.accumulate(check().path("lagSeconds").asDouble());
                default -> post("/events", EVENT, 1);
            }
        } catch (IOException e) {
            failures.add("request %d: %s".formatted(number, e));
        }
    }

    void event(String event) throws IOException {
        post("/events", event, 1);
    }

    private void post(String path, String body, int events) throws IOException {
        JsonNode answer = send("POST", path, body);
        if (events > 1 && answer.path("accepted").asInt() != events) {
            throw new IOException("not all were accepted: " + answer);
        }
        acknowledged.addAndGet(events);
    }

    /** A quota check. */
    JsonNode check() throws IOException {
        return send("GET", "/usage/acme", "");
    }

    JsonNode send(String method, String path, String body) throws IOException {
        KeptConnection rested = resting.poll();
        KeptConnection connection = rested == null ? new KeptConnection(port) : rested;
        Answer answer = connection.send(method, path, body);
        if (connection.isKept()) {
            resting.add(connection);
        } else {
            connection.close();
        }
        if (answer.status() != 200) {
            throw new IOException(path + " was answered " + answer);
        }
        return JSON.readTree(answer.body());
    }

    Queue<String> failures() {
        return failures;
    }

    long sent() {
        return sent.get();
    }

    /** Events of which the server said that it has them. */
    long acknowledged() {
        return acknowledged.get();
    }

    /** The greatest age of an event not yet counted that a quota check told, in seconds. */
    double longestLag() {
        return longestLag.get();
    }

    /** Returns when all answers are there. */
    void stop() {
        clock.close();
        clients.close();
    }

    @Override
    public void close() throws IOException {
        stop();
        for (KeptConnection connection : resting) {
            connection.close();
        }
    }
}
