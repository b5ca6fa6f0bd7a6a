package io.flagmeter.api.connection;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.awaitility.Awaitility.await;

import io.flagmeter.embedded.EmbeddedPostgres;
import io.flagmeter.embedded.EmbeddedValkey;
import io.flagmeter.embedded.StackDirectory;
import io.flagmeter.fixtures.PackagedService;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Map;

/** The packaged server as it is run, with a Valkey and a PostgreSQL of its own. */
final class ApiProcess implements AutoCloseable {

    private static final String EVENT = "{\"tenant\":\"t\",\"feature\":\"f\",\"tokens\":1}";

    private final StackDirectory directory = StackDirectory.temporary();
    private final EmbeddedValkey valkey = EmbeddedValkey.start(directory, 0);
    private final EmbeddedPostgres postgres = EmbeddedPostgres.start(directory, 0);
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Process process;
    final int port = freePort();

    ApiProcess(Map<String, String> settings) throws IOException {
        var builder = new ProcessBuilder(PackagedService.command(96));
        builder.redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(directory.log("ingest-api").toFile()));
        builder.environment()
                .putAll(
                        Map.of(
                                "VALKEY_URL", valkey.url(),
                                "DATABASE_URL", postgres.url(),
                                // A stranger who needs no key can do more.
                                "FLAGMETER_ACCESS", "open",
                                "QUARKUS_HTTP_HOST", "127.0.0.1",
                                "QUARKUS_HTTP_PORT", String.valueOf(port)));
        builder.environment().putAll(settings);
        process = builder.start();
        await().atMost(Duration.ofSeconds(60)).ignoreExceptions().until(() -> sendEvent() == 200);
    }

    /** The status of the answer to an event, which must come within a second. */
    int sendEvent() throws IOException, InterruptedException {
        return post("/events", EVENT);
    }

    /** The status of the answer to a batch of so many events. */
    int sendBatch(int events) throws IOException, InterruptedException {
        return post("/events/batch", "[" + EVENT + ("," + EVENT).repeat(events - 1) + "]");
    }

    private int post(String path, String body) throws IOException, InterruptedException {
        var request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .header("Content-Type", "application/json")
                        .timeout(Duration.ofSeconds(1))
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build();
        try {
            return status(request);
        } catch (HttpTimeoutException e) {
            throw e;
        } catch (IOException closedMeanwhile) {
            // As RFC 9112, section 9.3.1, has it: a server may end a connection that rests just
            // when
            // the client uses it again. The second time it is a new connection.
            return status(request);
        }
    }

    private int status(HttpRequest request) throws IOException, InterruptedException {
        return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    }

    /** All that is answered to these bytes, to a request that ends its connection. */
    String answerTo(String bytes) throws IOException {
        try (var socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(5_000);
            socket.getOutputStream().write(bytes.getBytes(ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
        }
    }

    /** What Prometheus gets. */
    String metrics() throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + port + "/q/metrics");
        return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    boolean alive() {
        return process.isAlive();
    }

    private static int freePort() {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        http.close();
        process.destroyForcibly();
        valkey.kill();
        postgres.kill();
    }
}
