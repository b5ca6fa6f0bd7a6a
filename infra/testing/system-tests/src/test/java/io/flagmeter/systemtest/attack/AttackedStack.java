package io.flagmeter.systemtest.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.flagmeter.embedded.ValkeyConnection;
import io.flagmeter.systemtest.Launcher;
import java.io.IOException;
import java.io.Reader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The whole product as {@code ./flagmeter up} runs it, and the honest client beside the attack. */
final class AttackedStack implements AutoCloseable {

    static final String EVENTS = "flagmeter:{0}:events";
    static final String HONEST = "honest";

    private static final ObjectMapper JSON = new ObjectMapper();

    /** What docker-compose.yml gives the containers, in megabytes. */
    private static final Map<String, Integer> MEMORY_LIMITS =
            Map.of("ingest-api", 272, "rollup-worker", 200, "alerting", 112);

    /**
     * An image's programs have an archive of their classes, which is smaller than what is made of
     * them here: under the same attacks the worker took 177 MB in its container and 201 MB here.
     */
    private static final int WITHOUT_ARCHIVE = 30;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Path home;
    private final Launcher flagmeter;
    private final Map<String, ProcessHandle> processes;
    private final PeakMemory memory;
    private final AtomicLong acknowledged = new AtomicLong();

    AttackedStack(Path home, Map<String, String> settings) {
        this.home = home;
        // An attacker who would need a key first could do less.
        var open = new HashMap<>(settings);
        open.put("FLAGMETER_ACCESS", "open");
        flagmeter = new Launcher(home, open);
        Launcher.Result up = flagmeter.up();
        assertThat(up.status()).as(up.output()).isZero();
        processes =
                MEMORY_LIMITS.keySet().stream()
                        .collect(Collectors.toMap(Function.identity(), flagmeter::process));
        memory = new PeakMemory(processes);
    }

    int port() {
        return flagmeter.port();
    }

    /** The same processes still run, within their memory, and the honest are served. */
    void assertStands() throws Exception {
        for (var process : processes.entrySet()) {
            assertThat(process.getValue().isAlive()).as(process.getKey() + " lives").isTrue();
            assertThat(memory.peak(process.getKey()))
                    .as("peak of %s's memory in MB", process.getKey())
                    .isLessThan(MEMORY_LIMITS.get(process.getKey()) + WITHOUT_ARCHIVE);
        }
        assertThat(sendEvent().statusCode()).isEqualTo(200);
        await().atMost(Duration.ofSeconds(30))
                .ignoreExceptionsInstanceOf(IOException.class)
                .untilAsserted(
                        () ->
                                assertThat(
                                                json(get("/usage/" + HONEST))
                                                        .path("totalTokens")
                                                        .asLong())
                                        .isEqualTo(acknowledged.get()));
        awaitQuiet();
        assertThat(books().get("difference").asLong()).as(books().toString()).isZero();
    }

    /** Such as STOP and CONT. */
    void signal(String service, String signal) throws IOException, InterruptedException {
        long pid = processes.get(service).pid();
        assertThat(new ProcessBuilder("kill", "-" + signal, "" + pid).start().waitFor()).isZero();
    }

    /**
     * An event of one token of the honest tenant, which must be answered within two seconds. One
     * that was not acknowledged is sent again by the next call, under the same id.
     */
    HttpResponse<String> sendEvent() throws IOException, InterruptedException {
        HttpResponse<String> answer =
                post(
                        "/events",
                        "{\"id\":\"%d\",\"tenant\":\"%s\",\"feature\":\"f\",\"tokens\":1}"
                                .formatted(acknowledged.get(), HONEST),
                        Duration.ofSeconds(2));
        if (answer.statusCode() == 200) {
            acknowledged.incrementAndGet();
        }
        return answer;
    }

    /** A batch of the honest tenant with about 6 kB, one token an event. */
    HttpResponse<String> sendBatch() throws IOException, InterruptedException {
        int events = 100;
        String event =
                "{\"tenant\":\"%s\",\"feature\":\"feature-of-the-batch\",\"tokens\":1}"
                        .formatted(HONEST);
        HttpResponse<String> answer =
                post(
                        "/events/batch",
                        "[" + (event + ",").repeat(events - 1) + event + "]",
                        Duration.ofSeconds(5));
        if (answer.statusCode() == 200) {
            acknowledged.addAndGet(json(answer).get("accepted").asLong());
        }
        return answer;
    }

    HttpResponse<String> post(String path, String json, Duration patience)
            throws IOException, InterruptedException {
        return send(
                request(path)
                        .header("Content-Type", "application/json")
                        .timeout(patience)
                        .POST(BodyPublishers.ofString(json)));
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send(request(path).timeout(Duration.ofSeconds(5)));
    }

    /** As the operator. */
    HttpResponse<String> operate(String method, String path, String json)
            throws IOException, InterruptedException {
        return send(
                flagmeter
                        .key()
                        .on(request(path))
                        .header("Content-Type", "application/json")
                        .timeout(Duration.ofSeconds(30))
                        .method(method, BodyPublishers.ofString(json)));
    }

    /** The operator's header. */
    String authorization() {
        return "Authorization: Bearer " + flagmeter.key().text().orElseThrow();
    }

    JsonNode books() throws IOException, InterruptedException {
        return json(operate("GET", "/reconciliation", ""));
    }

    void awaitQuiet() {
        await().atMost(Duration.ofSeconds(60))
                .ignoreExceptionsInstanceOf(IOException.class)
                .until(
                        () -> {
                            JsonNode books = books();
                            return books.path("queued").asLong(-1) == 0
                                    && books.path("inFlight").asLong(-1) == 0;
                        });
    }

    static JsonNode json(HttpResponse<String> answer) throws IOException {
        return JSON.readTree(answer.body());
    }

    ValkeyConnection valkey() throws IOException {
        String address = address("valkey");
        return ValkeyConnection.to(
                Integer.parseInt(address.substring(address.lastIndexOf(':') + 1)));
    }

    Connection database() throws IOException, SQLException {
        return DriverManager.getConnection(
                "jdbc:postgresql://" + address("postgres"), "flagmeter", "flagmeter");
    }

    private String address(String server) throws IOException {
        var properties = new Properties();
        try (Reader file = Files.newBufferedReader(home.resolve("run/stack.properties"))) {
            properties.load(file);
        }
        return properties.getProperty(server);
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path));
    }

    private HttpResponse<String> send(HttpRequest.Builder request)
            throws IOException, InterruptedException {
        return http.send(request.build(), BodyHandlers.ofString());
    }

    @Override
    public void close() {
        memory.close();
        flagmeter.run("down");
        http.close();
    }
}
