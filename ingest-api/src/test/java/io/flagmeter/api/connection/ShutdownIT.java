package io.flagmeter.api.connection;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flagmeter.embedded.EmbeddedPostgres;
import io.flagmeter.embedded.EmbeddedValkey;
import io.flagmeter.embedded.StackDirectory;
import io.flagmeter.fixtures.PackagedService;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The packaged server when it is told to stop. */
class ShutdownIT {

    private static final String HALF =
            "POST /events HTTP/1.1\r\nHost: t\r\nContent-Type: application/json\r\n"
                    + "Content-Length: 41\r\n\r\n{\"tenant\":\"t\",";

    private static final String REST = " \"feature\":\"f\", \"tokens\":1}";
    private static final String LIVE = "GET /q/health/live HTTP/1.1\r\nHost: t\r\n\r\n";

    private static final StackDirectory DIRECTORY = StackDirectory.temporary();
    private static EmbeddedValkey valkey;
    private static EmbeddedPostgres postgres;

    @BeforeAll
    static void start() {
        valkey = EmbeddedValkey.start(DIRECTORY, 0);
        postgres = EmbeddedPostgres.start(DIRECTORY, 0);
    }

    @AfterAll
    static void stop() {
        valkey.kill();
        postgres.kill();
    }

    private static PackagedService api(String delay) {
        var settings =
                Map.of(
                        "VALKEY_URL",
                        valkey.url(),
                        "DATABASE_URL",
                        postgres.url(),
                        "FLAGMETER_ACCESS",
                        "open",
                        "FLAGMETER_INGEST_SHUTDOWN_DELAY",
                        delay);
        var api = new PackagedService(96, DIRECTORY.log("ingest-api"), settings);
        await().atMost(Duration.ofSeconds(60)).until(api::ready);
        return api;
    }

    @Test
    void isNotReadyAnswersForTheDelayAndFinishesWhatHasBegun() throws IOException {
        try (PackagedService api = api("3s");
                Socket begun = connect(api);
                Socket kept = connect(api)) {
            write(begun, HALF);
            api.terminate();
            await().until(() -> api.get("/q/health/ready").statusCode() == 503);

            write(kept, LIVE);
            assertThat(read(kept)).startsWith("HTTP/1.1 200").contains("connection: close");
            await().pollDelay(Duration.ofSeconds(4)).until(api::alive);
            write(begun, REST);
            assertThat(read(begun)).startsWith("HTTP/1.1 200").contains("accepted");
            assertThat(api.exitCode()).isEqualTo(143);
        }
    }

    @Test
    void withoutADelayItStopsAtOnceWhenNothingIsUnderWay() throws IOException {
        try (PackagedService api = api("0s");
                Socket idle = connect(api)) {
            write(idle, LIVE);
            read(idle);
            long start = System.nanoTime();
            api.terminate();

            assertThat(api.exitCode()).isEqualTo(143);
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isLessThan(Duration.ofSeconds(10));
        }
    }

    private static Socket connect(PackagedService api) throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), api.port());
        socket.setSoTimeout(10_000);
        return socket;
    }

    private static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(US_ASCII));
    }

    /** What has arrived of an answer: small ones arrive whole. */
    private static String read(Socket socket) throws IOException {
        var buffer = new byte[4096];
        int length = socket.getInputStream().read(buffer);
        return new String(buffer, 0, Math.max(length, 0), US_ASCII);
    }
}
