package io.flagmeter.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LoopsTest {

    private final AtomicInteger requests = new AtomicInteger();
    private final CountDownLatch stalled = new CountDownLatch(1);
    private volatile int refuseEvery = Integer.MAX_VALUE;
    private volatile long stallMillis;
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        // One thread: a request that is stalled stalls all behind it, as a busy server would.
        server.setExecutor(Executors.newSingleThreadExecutor());
        server.createContext(
                "/",
                exchange -> {
                    exchange.getRequestBody().readAllBytes();
                    int number = requests.incrementAndGet();
                    if (number == 1 && stallMillis > 0) {
                        stall();
                    }
                    byte[] answer = "{}".getBytes();
                    exchange.sendResponseHeaders(
                            number % refuseEvery == 0 ? 503 : 200, answer.length);
                    exchange.getResponseBody().write(answer);
                    exchange.close();
                });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void aClosedLoopCountsEveryAnswer() throws Exception {
        try (var loop = new ClosedLoop(port(), 4, EventRequests.single("/events"))) {
            Rate rate = loop.run(Duration.ofMillis(200));

            assertThat(rate.answered()).isEqualTo(requests.get());
            assertThat(rate.perSecond()).isPositive();
        }
    }

    @Test
    void refusedRequestsAreNoThroughput() throws Exception {
        refuseEvery = 2;
        try (var loop = new ClosedLoop(port(), 1, EventRequests.batches(100))) {
            Rate rate = loop.run(Duration.ofMillis(200));

            assertThat(rate.failed()).isEqualTo(requests.get() / 2);
            assertThat(rate.answered() + rate.failed()).isEqualTo(requests.get());
        }
    }

    /** The classical mistake: a generator that waits with the server sees one slow answer only. */
    @Test
    void anOpenLoopFeelsAStallInEveryRequestThatWasDueMeanwhile() throws Exception {
        stallMillis = 500;
        long[] due = new long[100];
        long start = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(20);
        for (int i = 0; i < due.length; i++) {
            due[i] = start + TimeUnit.MILLISECONDS.toNanos(2L * i);
        }
        try (var loop = new OpenLoop(port(), EventRequests.countable("t"))) {
            Rate rate = loop.run(due);

            assertThat(rate.answered()).isEqualTo(100);
            // All were due within 200 ms and answered after 500.
            assertThat(rate.latencies().millis(50)).isGreaterThan(300);
        }
    }

    private void stall() {
        try {
            assertThat(stalled.await(stallMillis, TimeUnit.MILLISECONDS)).isFalse();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private int port() {
        return server.getAddress().getPort();
    }
}
