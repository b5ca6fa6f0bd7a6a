package io.flagmeter.tools.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PatientHttpTest {
    private final FakeTime time = new FakeTime();
    private final List<String> notes = new ArrayList<>();
    private final PatientHttp http = new PatientHttp(time, new Notices(notes::add));
    private final AtomicInteger requests = new AtomicInteger();
    private HttpServer server;

    @BeforeEach
    void start() throws Exception {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
        http.close();
    }

    @Test
    void aTimeOutIsTriedAgain() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        server.createContext(
                "/",
                exchange -> {
                    if (requests.incrementAndGet() == 1) {
                        awaitQuietly(over);
                    }
                    exchange.sendResponseHeaders(204, -1);
                    exchange.close();
                });
        assertThat(http.send(get(Duration.ofMillis(300))).statusCode()).isEqualTo(204);
        over.countDown();
        assertThat(requests).hasValue(2);
        assertThat(http.retries()).isEqualTo(1);
        assertThat(notes)
                .containsExactly("no answer (request timed out); trying again with the same ids");
    }

    @Test
    void aConnectionFailureIsTriedAgainForAMinuteAndThenGivenUp() {
        server.stop(0);
        assertThatThrownBy(() -> http.send(get(Duration.ofSeconds(5))))
                .isInstanceOf(GaveUpException.class)
                .hasMessageContaining("retrying for up to 60 s: no connection");
        assertThat(time.instant())
                .isBetween(FakeTime.START.plusSeconds(55), FakeTime.START.plusSeconds(60));
        assertThat(notes).hasSize(1);
    }

    @Test
    void aRefusalIsNotTriedAgain() throws Exception {
        server.createContext(
                "/",
                exchange -> {
                    requests.incrementAndGet();
                    exchange.sendResponseHeaders(400, -1);
                    exchange.close();
                });
        assertThat(http.send(get(Duration.ofSeconds(5))).statusCode()).isEqualTo(400);
        assertThat(requests).hasValue(1);
        assertThat(time.sleeps()).isEmpty();
    }

    private HttpRequest get(Duration timeout) {
        URI uri = URI.create("http://localhost:" + server.getAddress().getPort() + "/");
        return HttpRequest.newBuilder(uri).timeout(timeout).build();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
