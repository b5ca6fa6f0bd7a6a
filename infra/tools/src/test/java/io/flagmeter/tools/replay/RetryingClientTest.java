package io.flagmeter.tools.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.flagmeter.tools.ApiAddress;
import io.flagmeter.tools.FlagMeterClient;
import io.flagmeter.tools.OperatorKey;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RetryingClientTest {
    private final FakeTime time = new FakeTime();
    private final List<String> notes = new ArrayList<>();
    private final AtomicInteger requests = new AtomicInteger();
    private HttpServer server;
    private FlagMeterClient once;
    private RetryingClient client;

    @BeforeEach
    void start() throws Exception {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
        URI url = URI.create("http://localhost:" + server.getAddress().getPort());
        var address = new ApiAddress(url, new OperatorKey(Optional.empty()));
        once = new FlagMeterClient(address, Duration.ofMillis(300));
        client = new RetryingClient(once, time, new Notices(notes::add));
    }

    @AfterEach
    void stop() {
        server.stop(0);
        once.close();
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
        assertThat(client.send(once.get("/")).status()).isEqualTo(204);
        over.countDown();
        assertThat(requests).hasValue(2);
        assertThat(client.retries()).isEqualTo(1);
        assertThat(notes)
                .containsExactly("no answer (request timed out); trying again with the same ids");
    }

    @Test
    void aConnectionFailureIsTriedAgainForAMinuteAndThenGivenUp() {
        server.stop(0);
        assertThatThrownBy(() -> client.send(once.get("/")))
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
        assertThat(client.send(once.get("/")).status()).isEqualTo(400);
        assertThat(requests).hasValue(1);
        assertThat(time.sleeps()).isEmpty();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
