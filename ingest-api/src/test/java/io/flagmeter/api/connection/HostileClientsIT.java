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
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What strangers may try: the packaged server, in the heap of its image, goes on for others. */
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
    void whoSendsAheadIsAnsweredInOrder() throws Exception {
        String head = POST + "Content-Length: " + EVENT.length() + "\r\n\r\n";
        String requests =
                (head + EVENT + "GET /usage/a%20b HTTP/1.1\r\nHost: t\r\n\r\n").repeat(500);
        String last = "GET /%zz HTTP/1.1\r\nHost: t\r\n\r\n";
        try (var socket = new Socket("127.0.0.1", api.port)) {
            socket.setSoTimeout(10_000);
            Thread.ofVirtual().start(() -> writeAll(socket, requests + last));

            List<String> statuses = statuses(socket);

            assertThat(statuses).hasSize(1_001).last().isEqualTo("400");
            assertThat(statuses.subList(0, 1_000))
                    .isEqualTo(
                            Stream.generate(() -> List.of("200", "404"))
                                    .limit(500)
                                    .flatMap(List::stream)
                                    .toList());
        }
    }

    private static void writeAll(Socket socket, String text) {
        try {
            socket.getOutputStream().write(text.getBytes(ISO_8859_1));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<String> statuses(Socket socket) throws IOException {
        String all = new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
        return Stream.of(all.split("HTTP/1.1 ")).skip(1).map(one -> one.substring(0, 3)).toList();
    }

    @Test
    void answersThatNobodyReadsTakeNoMoreThanTheirRoom() throws Exception {
        String requests = "GET /q/openapi HTTP/1.1\r\nHost: t\r\n\r\n".repeat(200);
        for (int i = 0; i < 2_000; i++) {
            send(client(), requests);
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
        assertOthersAreAnswered();
        assertThat(api.metrics()).containsPattern("flagmeter_http_connections (1|2)\\d{3}\\.0");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    GET /%zz HTTP/1.1~Host: t~~                                     | 400 | bad-request
                    GET /usage/%4 HTTP/1.1~Host: t~~                                | 400 | bad-request
                    GET /tenants/a[ HTTP/1.1~Host: t~~                              | 400 | bad-request
                    GET /tenants?limit={1} HTTP/1.1~Host: t~~                       | 400 | bad-request
                    GET /tenants?a=%zz HTTP/1.1~Host: t~~                           | 400 | bad-request
                    GET /LONG HTTP/1.1~Host: t~~                                    | 414 | uri-too-long
                    GET / HTTP/1.1~Host: t~X: LONGLONGLONGLONGLONG~~                | 431 | headers-too-large
                    GET / HTTP/1.1~Host: t~FIELDS~                                  | 431 | headers-too-large
                    GET~~                                                           | 400 | bad-request
                    GET / HTTP/1.1~~                                                | 400 | bad-request
                    GET / HTTP/1.1~Host: a~Host: b~~                                | 400 | bad-request
                    JUNK / HTTP/1.1~Host: t~~                                       | 501 | not-implemented
                    GET / HTTP/3.0~Host: t~~                                        | 505 | version-not-supported
                    PRI * HTTP/2.0~~SM~~                                            | 505 | version-not-supported
                    POST /events HTTP/1.1~Host: t~Transfer-Encoding: gzip, chunked~~0~~ | 501 | not-implemented
                    POST /events HTTP/1.1~Host: t~Transfer-Encoding: junk~~0~~      | 501 | not-implemented
                    POST /events HTTP/1.1~Host: t~Transfer-Encoding: chunked, chunked~~0~~ | 400 | bad-request
                    POST /events HTTP/1.1~Host: t~Transfer-Encoding: chunked~Content-Length: 5~~0~~ | 400 | bad-request
                    POST /events HTTP/1.1~Host: t~Content-Length: 5~Content-Length: 6~~ | 400 | bad-request
                    POST /events HTTP/1.1~Host: t~Content-Length: -5~~              | 400 | bad-request
                    POST /events HTTP/1.1~Host: t~Content-Type: application/json~Transfer-Encoding: chunked~~zz~~ | 400 | bad-request
                    POST /events HTTP/1.1~Host: t~Content-Type: application/json~Transfer-Encoding: chunked~~1;LONG~~ | 400 | bad-request
                    """)
    void whatIsNotUnderstoodIsAProblemAndEndsTheConnection(String request, int status, String slug)
            throws Exception {
        String bytes =
                request.replace("~", "\r\n")
                        .replace("LONG", "x".repeat(5_000))
                        .replace("FIELDS", "a:b\r\n".repeat(500));
        try (var socket = new Socket("127.0.0.1", api.port)) {
            socket.setSoTimeout(5_000);
            writeAll(socket, bytes);
            // Or the server would give it a second to see the answer.
            socket.shutdownOutput();

            String answer = new String(socket.getInputStream().readAllBytes(), ISO_8859_1);

            assertThat(answer)
                    .startsWith("HTTP/1.1 " + status + " ")
                    .contains("application/problem+json", "\r\nconnection: close\r\n")
                    .contains("urn:flagmeter:problem:" + slug + "\"")
                    .contains("\"instance\":\"/");
            assertThat(answer.contains("requestId")).isEqualTo(status >= 500);
        }
    }

    @Test
    void strangersMakeNoSeriesOfMetrics() throws Exception {
        for (String line :
                List.of("GET /", "GET /tenants/", "POST /events/", "PUT /usage/", "JUNK")) {
            for (int i = 0; i < 20; i++) {
                String path = line.endsWith("/") ? line + "junk" + i : line + i + " /junk";
                ask(path + " HTTP/1.1\r\nHost: t\r\nConnection: close\r\n\r\n");
                ask(path + "%zz HTTP/1.1\r\nHost: t\r\n\r\n");
            }
        }

        assertThat(api.metrics())
                .doesNotContain("junk")
                .doesNotContain("JUNK")
                .contains("uri=\"other\"");
    }

    private static void ask(String request) throws IOException {
        try (var socket = new Socket("127.0.0.1", api.port)) {
            socket.setSoTimeout(5_000);
            writeAll(socket, request);
            assertThat(socket.getInputStream().readNBytes(8)).isNotEmpty();
        }
    }
}
