package io.flagmeter.load.scaleout;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Clients that send batches of forty tenants' events, each again with the same ids until it is
 * acknowledged, and every tenth twice.
 */
final class PatientClients {

    static final int TENANTS = 40;

    private static final int CLIENTS = 4;
    private static final Duration TIMEOUT = Duration.ofSeconds(3);
    private static final long PAUSE_MILLIS = 40;

    private final URI batches;
    private final HttpClient http = HttpClient.newHttpClient();
    private final ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
    private final AtomicLong number = new AtomicLong();
    private final AtomicLong acknowledged = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private volatile boolean stopped;

    PatientClients(int port) {
        batches = URI.create("http://127.0.0.1:" + port + "/events/batch");
    }

    void start() {
        IntStream.range(0, CLIENTS).forEach(i -> threads.submit(this::run));
    }

    /** Ends when what was begun has been acknowledged; returns how many events there are. */
    long stop() {
        stopped = true;
        threads.close();
        return acknowledged.get();
    }

    long acknowledged() {
        return acknowledged.get();
    }

    /** How often a batch had to be sent again. */
    long refused() {
        return refused.get();
    }

    private Void run() throws InterruptedException {
        while (!stopped) {
            long batch = number.getAndIncrement();
            HttpRequest request = request(batch);
            while (!send(request)) {
                refused.incrementAndGet();
                Thread.sleep(PAUSE_MILLIS);
            }
            acknowledged.addAndGet(TENANTS);
            if (batch % 10 == 0) {
                boolean ignored = send(request);
            }
            Thread.sleep(PAUSE_MILLIS);
        }
        return null;
    }

    private boolean send(HttpRequest request) throws InterruptedException {
        try {
            return http.send(request, BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    private HttpRequest request(long batch) {
        String events =
                IntStream.range(0, TENANTS)
                        .mapToObj(
                                tenant ->
                                        "{\"id\":\"%d\",\"tenant\":\"t%d\",\"feature\":\"f\",\"tokens\":7}"
                                                .formatted(batch, tenant))
                        .collect(Collectors.joining(",", "[", "]"));
        return HttpRequest.newBuilder(batches)
                .timeout(TIMEOUT)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(events))
                .build();
    }
}
