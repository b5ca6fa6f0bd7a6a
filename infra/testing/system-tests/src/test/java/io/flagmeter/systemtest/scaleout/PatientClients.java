package io.flagmeter.systemtest.scaleout;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
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
    private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(CLIENTS);
    private final Semaphore atWork = new Semaphore(CLIENTS);
    private final AtomicLong number = new AtomicLong();
    private final AtomicLong acknowledged = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private volatile boolean stopping;

    PatientClients(int port) {
        batches = URI.create("http://127.0.0.1:" + port + "/events/batch");
    }

    void start() {
        IntStream.range(0, CLIENTS).forEach(i -> next());
    }

    /** Ends when what was begun has been acknowledged; returns how many events there are. */
    long stop() {
        stopping = true;
        atWork.acquireUninterruptibly(CLIENTS);
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

    private void next() {
        if (!stopping && atWork.tryAcquire()) {
            long batch = number.getAndIncrement();
            later(() -> untilAcknowledged(batch));
        }
    }

    private void later(Runnable task) {
        var ignored = threads.schedule(task, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void untilAcknowledged(long batch) {
        if (!send(request(batch))) {
            refused.incrementAndGet();
            later(() -> untilAcknowledged(batch));
            return;
        }
        acknowledged.addAndGet(TENANTS);
        if (batch % 10 == 0) {
            boolean ignored = send(request(batch));
        }
        atWork.release();
        next();
    }

    private boolean send(HttpRequest request) {
        try {
            return http.send(request, BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
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
                .header("Authorization", "Bearer " + ClusteredMeter.KEY)
                .POST(HttpRequest.BodyPublishers.ofString(events))
                .build();
    }
}
