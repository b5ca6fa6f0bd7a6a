package io.flagmeter.api.connection;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Clients that want too much: the packaged server, in the heap of its image, goes on for others.
 */
class HostileClientsIT {

    private static final String EVENT = "{\"tenant\":\"t\",\"feature\":\"f\",\"tokens\":1}";
    private static final String POST =
            "POST /events HTTP/1.1\r\nHost: t\r\nContent-Type: application/json\r\n";

    private static ApiProcess api;

    private final List<SocketChannel> clients = new ArrayList<>();

    @BeforeAll
    static void start() throws IOException {
        api = new ApiProcess(Map.of("FLAGMETER_INGEST_MAX_CONNECTIONS", "2500"));
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    @AfterEach
    void hangUp() throws IOException {
        for (SocketChannel client : clients) {
            client.close();
        }
    }

    private SocketChannel client() throws IOException {
        var client = SocketChannel.open();
        client.setOption(StandardSocketOptions.SO_RCVBUF, 4_096);
        client.connect(new InetSocketAddress("127.0.0.1", api.port));
        client.configureBlocking(false);
        clients.add(client);
        return client;
    }

    private static long send(SocketChannel client, String text) {
        try {
            return client.write(ByteBuffer.wrap(text.getBytes(ISO_8859_1)));
        } catch (IOException hungUp) {
            return 0;
        }
    }

    private static void assertOthersAreAnswered() throws Exception {
        for (int i = 0; i < 50; i++) {
            assertThat(api.sendEvent()).isEqualTo(200);
        }
    }

    /** What was sent at once takes a moment to be looked at. */
    private static void assertOthersAreAnsweredSoon() {
        await().atMost(Duration.ofSeconds(20))
                .ignoreExceptions()
                .untilAsserted(HostileClientsIT::assertOthersAreAnswered);
        assertThat(api.alive()).isTrue();
    }

    @Test
    void whoSendsAheadAndNeverReadsIsNotReadAnyMore() throws Exception {
        String requests = "GET /usage/x HTTP/1.1\r\nHost: t\r\n\r\n".repeat(2_000);
        for (int i = 0; i < 3; i++) {
            SocketChannel client = client();
            long[] sent = {0};
            await().pollInterval(Duration.ofMillis(5))
                    .during(Duration.ofMillis(200))
                    .atMost(Duration.ofSeconds(20))
                    .until(
                            () -> {
                                long more = send(client, requests);
                                sent[0] += more;
                                // What the kernel takes by itself is a few megabytes.
                                assertThat(sent[0]).isLessThan(24 << 20);
                                return more == 0;
                            });
        }
        assertOthersAreAnswered();
    }

    @Test
    void answersThatNobodyReadsTakeNoMoreThanTheirRoom() throws Exception {
        String plain = "GET /q/openapi HTTP/1.1\r\nHost: t\r\n\r\n".repeat(200);
        String disguised = plain.replace("/q/openapi", "/x/../%71//openapi");
        for (int i = 0; i < 2_000; i++) {
            send(client(), i % 2 == 0 ? plain : disguised);
        }
        assertOthersAreAnsweredSoon();
    }

    @Test
    void headersAndBodiesThatStopHalfWayTakeNoMoreThanTheirRoom() throws Exception {
        String headers = "X-Long: " + "a".repeat(7_000) + "\r\n" + "a:b\r\n".repeat(100);
        String stalled = POST + headers + "Content-Length: 100000\r\n\r\n{" + " ".repeat(4_000);
        for (int i = 0; i < 1_000; i++) {
            send(client(), stalled);
            send(client(), POST + headers);
        }
        assertOthersAreAnsweredSoon();
    }

    @Test
    void stalledUploadsLeaveRoomForBatches() throws Exception {
        String stalled = POST + "Content-Length: 1000000\r\n\r\n" + " ".repeat(150_000);
        for (int i = 0; i < 42; i++) {
            SocketChannel client = client();
            client.configureBlocking(true);
            send(client, stalled);
        }
        for (int i = 0; i < 30; i++) {
            assertThat(api.sendBatch(150)).isEqualTo(200);
        }
        var notTold = new ArrayList<>(clients);
        await().atMost(Duration.ofSeconds(12))
                .until(
                        () -> {
                            notTold.removeIf(HostileClientsIT::isTold);
                            return notTold.isEmpty();
                        });
    }

    private static boolean isTold(SocketChannel client) {
        try {
            client.configureBlocking(false);
            var answer = ByteBuffer.allocate(12);
            client.read(answer);
            return new String(answer.array(), ISO_8859_1).equals("HTTP/1.1 408");
        } catch (IOException hungUp) {
            throw new IllegalStateException(hungUp);
        }
    }

    @Test
    void connectionsBeyondTheMostTakeThePlaceOfOnesThatRest() throws Exception {
        for (int i = 0; i < 2_450; i++) {
            send(client(), "\r\n");
        }
        await().pollDelay(Duration.ofMillis(1_100)).until(() -> true);
        for (int i = 0; i < 200; i++) {
            try (var socket = new Socket("127.0.0.1", api.port)) {
                clients.add(client());
            }
        }
        assertOthersAreAnsweredSoon();
        assertThat(api.metrics()).containsPattern("flagmeter_http_connections (1|2)\\d{3}\\.0");
    }
}
