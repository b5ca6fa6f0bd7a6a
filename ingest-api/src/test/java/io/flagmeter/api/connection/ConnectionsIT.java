package io.flagmeter.api.connection;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Many connections that do not end: the packaged server goes on for everybody else. */
class ConnectionsIT {

    private static final int SLOW = 500;
    private static final int IDLE = 10_000;

    /** A head, and a head with half of a body. */
    private static final String HEAD = "POST /events HTTP/1.1\r\nHost: t\r\nX-Endless: ";

    private static final String BODY =
            "POST /events HTTP/1.1\r\nHost: t\r\nContent-Type: application/json\r\n"
                    + "Content-Length: 100000\r\n\r\n{";

    private static ApiProcess api;

    @BeforeAll
    static void start() throws IOException {
        api =
                new ApiProcess(
                        Map.of(
                                "FLAGMETER_INGEST_REQUEST_TIMEOUT",
                                "3s",
                                "FLAGMETER_INGEST_MAX_CONNECTIONS",
                                "11000"));
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {HEAD, BODY})
    void requestsThatArriveByteByByteAreEndedAndOthersAreAnswered(String beginning)
            throws Exception {
        var slow = new ArrayList<SocketChannel>();
        for (int i = 0; i < SLOW; i++) {
            slow.add(connect());
            write(slow.getLast(), beginning);
        }

        await().atMost(Duration.ofSeconds(8))
                .pollInterval(Duration.ofMillis(200))
                .until(
                        () -> {
                            assertThat(api.sendEvent()).isEqualTo(200);
                            slow.removeIf(channel -> !takes(channel, "x"));
                            return slow.isEmpty();
                        });
    }

    @Test
    void connectionThatRestsBetweenRequestsIsKept() throws Exception {
        try (var socket = new Socket("127.0.0.1", api.port)) {
            socket.setSoTimeout(5_000);
            String request = "GET /q/health/live HTTP/1.1\r\nHost: t\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(US_ASCII));
            assertThat(socket.getInputStream().readNBytes(12)).asString().endsWith(" 200");
            await().pollDelay(Duration.ofSeconds(4)).until(() -> true);
            socket.getInputStream().skip(socket.getInputStream().available());

            socket.getOutputStream().write(request.getBytes(US_ASCII));

            assertThat(socket.getInputStream().readNBytes(12)).asString().endsWith(" 200");
        }
    }

    @Test
    void tenThousandIdleConnectionsAreHeld() throws Exception {
        var idle = new ArrayList<SocketChannel>();
        try {
            holdIdle(idle);
            for (int i = 0; i < 200; i++) {
                assertThat(api.sendEvent()).isEqualTo(200);
            }

            assertThat(idle).hasSizeGreaterThan(1_000).allMatch(channel -> takes(channel, "\r\n"));
        } finally {
            for (SocketChannel channel : idle) {
                channel.close();
            }
        }
    }

    /** As many as this machine allows one process to open. */
    private static void holdIdle(List<SocketChannel> idle) throws IOException {
        try {
            while (idle.size() < IDLE) {
                idle.add(connect());
            }
        } catch (SocketException tooManyOpenFiles) {
            for (int i = 0; i < 100; i++) {
                idle.removeLast().close();
            }
        }
    }

    private static SocketChannel connect() throws IOException {
        return SocketChannel.open(new InetSocketAddress("127.0.0.1", api.port));
    }

    private static void write(SocketChannel channel, String text) throws IOException {
        channel.write(ByteBuffer.wrap(text.getBytes(US_ASCII)));
    }

    /** Whether the server still listens; the first write after it hung up may pass. */
    private static boolean takes(SocketChannel channel, String text) {
        try {
            write(channel, text);
            return true;
        } catch (IOException closed) {
            return false;
        }
    }
}
