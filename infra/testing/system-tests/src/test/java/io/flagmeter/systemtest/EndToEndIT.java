package io.flagmeter.systemtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.flagmeter.systemtest.Launcher.Result;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** The README from its first command to its last, on the packaged programs. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class EndToEndIT {

    private static final String TRACE =
            "../../load-test/src/test/resources/azure-llm-code-2023/azure-llm-code-2023.csv";
    private static final long TRACE_EVENTS = 8_819;
    private static final long TRACE_TOKENS = 18_305_870;
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir private static Path home;
    private static Launcher flagmeter;

    @BeforeAll
    static void up() {
        flagmeter = new Launcher(home);
        Result up = flagmeter.up();
        assertThat(up.status()).as(up.output()).isZero();
        assertThat(up.output()).contains("curl", flagmeter.key().text().orElseThrow());
    }

    @AfterAll
    static void down() {
        flagmeter.run("down");
    }

    @Test
    @Order(1)
    void anEventIsCountedAndShownAtOnce() throws Exception {
        var answer =
                flagmeter.post(
                        "/events",
                        """
                        {"tenant":"acme-corp","feature":"gpt-4-turbo","tokens":1500}
                        """);
        assertThat(answer.statusCode()).isEqualTo(200);

        await().atMost(Duration.ofSeconds(2))
                .until(() -> flagmeter.get("/usage/acme-corp").statusCode() == 200);
        JsonNode usage = json("/usage/acme-corp");
        assertThat(usage.get("totalTokens").asLong()).isEqualTo(1500);
        assertThat(usage.get("features").get("gpt-4-turbo").asLong()).isEqualTo(1500);
        assertThat(usage.get("quotaPercent").isNull()).isTrue();
    }

    @Test
    @Order(2)
    void aProductionTraceIsCountedToTheLastToken() throws Exception {
        Result replay = flagmeter.run("replay", TRACE);

        assertThat(replay.status()).as(replay.output()).isZero();
        assertThat(replay.output()).contains("8,819", "18,305,870").endsWith("equal\n");
        assertThat(json("/usage/azure-llm-code-2023").get("totalTokens").asLong())
                .isEqualTo(TRACE_TOKENS);
        assertQuiet(TRACE_EVENTS + 1, 0);
        Instant now = Instant.now();
        JsonNode series =
                json(
                        "/usage/azure-llm-code-2023/series?window=hour&group_by=feature&from=%s&to=%s"
                                .formatted(
                                        now.minus(Duration.ofDays(3)),
                                        now.plus(Duration.ofHours(1))));
        assertThat(series.get("totalTokens").asLong()).isEqualTo(TRACE_TOKENS);
        assertThat(series.get("totalEvents").asLong()).isEqualTo(TRACE_EVENTS);
        assertThat(series.get("points")).isNotEmpty();
        JsonNode first = json("/usage?limit=1").get("items").get(0);
        assertThat(first.get("tenant").asText()).isEqualTo("azure-llm-code-2023");
        assertThat(first.get("totalTokens").asLong()).isEqualTo(TRACE_TOKENS);
    }

    @Test
    @Order(3)
    void replayingItAgainChangesNothing() throws Exception {
        Result replay = flagmeter.run("replay", TRACE);

        assertThat(replay.status()).as(replay.output()).isZero();
        assertThat(json("/usage/azure-llm-code-2023").get("totalTokens").asLong())
                .isEqualTo(TRACE_TOKENS);
        assertQuiet(TRACE_EVENTS + 1, TRACE_EVENTS);
    }

    @Test
    @Order(4)
    void aWorkerKilledInTheMiddleOfAReplayLosesAndDoublesNothing() throws Exception {
        Process replay = flagmeter.start("replay", TRACE, "--tenant", "killed", "--batch", "20");
        await().atMost(Duration.ofSeconds(30))
                .until(() -> flagmeter.get("/usage/killed").statusCode() == 200);

        kill("rollup-worker");
        assertThat(flagmeter.run("status").status()).isNotZero();
        Result up = flagmeter.up();

        assertThat(up.status()).as(up.output()).isZero();
        String output = new String(replay.getInputStream().readAllBytes());
        assertThat(replay.waitFor()).as(output).isZero();
        assertThat(json("/usage/killed").get("totalTokens").asLong()).isEqualTo(TRACE_TOKENS);
        assertQuiet(2 * TRACE_EVENTS + 1, TRACE_EVENTS);
    }

    @Test
    @Order(5)
    void afterAKillOfEverythingUpRecovers() throws Exception {
        Launcher.SERVICES.forEach(EndToEndIT::kill);

        Result up = flagmeter.up();

        assertThat(up.status()).as(up.output()).isZero();
        assertThat(flagmeter.run("status").status()).isZero();
        assertThat(json("/usage/killed").get("totalTokens").asLong()).isEqualTo(TRACE_TOKENS);
        assertQuiet(2 * TRACE_EVENTS + 1, TRACE_EVENTS);
    }

    @Test
    @Order(6)
    void aVoidedEventCountsNoMoreAndIsKnownOn() throws Exception {
        String event =
                """
                {"tenant":"acme-corp","feature":"gpt-4-turbo","tokens":700,"id":"req-7f3a"}
                """;
        String wanted =
                """
                {"type":"void","tenant":"acme-corp","event":"req-7f3a","reason":"sent by a test"}
                """;
        assertThat(flagmeter.post("/events", event).statusCode()).isEqualTo(200);
        await().atMost(Duration.ofSeconds(5))
                .until(() -> flagmeter.post("/corrections", wanted).statusCode() == 201);

        assertThat(json("/usage/acme-corp").get("totalTokens").asLong()).isEqualTo(1500);
        assertThat(flagmeter.post("/corrections", wanted).statusCode()).isEqualTo(200);
        assertThat(flagmeter.post("/events", event).statusCode()).isEqualTo(200);
        assertQuiet(2 * TRACE_EVENTS + 2, TRACE_EVENTS + 1);
        assertThat(json("/usage/acme-corp").get("totalTokens").asLong()).isEqualTo(1500);
        assertThat(json("/reconciliation").get("voided").asLong()).isEqualTo(1);
        assertThat(json("/corrections?tenant=acme-corp").get("items")).hasSize(1);
    }

    @Test
    @Order(7)
    void aQuotaSpeaksOnce() {
        Result demo = flagmeter.run("demo");

        assertThat(demo.status()).as(demo.output()).isZero();
        assertThat(demo.output())
                .containsOnlyOnce("has crossed 80 % of its quota")
                .contains("no other message came");
    }

    @Test
    @Order(8)
    void whatVendorsSayIsShownTakenApart() throws Exception {
        var answer =
                flagmeter.post(
                        "/events/batch",
                        """
                        [{"tenant":"vendors","feature":"f","tokens":1000},
                         {"tenant":"vendors","feature":"f","usage":{"prompt_tokens":2006,"completion_tokens":300,
                          "total_tokens":2306,"prompt_tokens_details":{"cached_tokens":1920},
                          "completion_tokens_details":{"reasoning_tokens":192}}},
                         {"tenant":"vendors","feature":"f","usage":{"input_tokens":2048,"output_tokens":503,
                          "cache_creation_input_tokens":248,"cache_read_input_tokens":1800}},
                         {"tenant":"vendors","feature":"f","usage":{"prompt_tokens":5,"total_tokens":6}}]
                        """);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("\"accepted\":3,\"rejected\":1", "usage.total_tokens");

        await().atMost(Duration.ofSeconds(5))
                .until(
                        () ->
                                flagmeter
                                        .get("/usage/vendors")
                                        .body()
                                        .contains("\"totalTokens\":7905"));
        Instant now = Instant.now();
        JsonNode series =
                json(
                        "/usage/vendors/series?window=hour&parts=true&from=%s&to=%s"
                                .formatted(
                                        now.minus(Duration.ofHours(1)),
                                        now.plus(Duration.ofHours(1))));
        assertThat(series.get("totalParts"))
                .isEqualTo(
                        JSON.readTree(
                                """
                                {"input":2134,"cachedInput":3720,"cacheWrite":248,"output":611,"reasoning":192}
                                """));
    }

    @Test
    @Order(9)
    void downLeavesNoProcess() {
        List<ProcessHandle> processes = Launcher.SERVICES.stream().map(flagmeter::process).toList();

        Result down = flagmeter.run("down");

        assertThat(down.status()).as(down.output()).isZero();
        // A process that ended may wait a moment for whoever inherited it to take note.
        await().atMost(Duration.ofSeconds(5))
                .until(() -> processes.stream().noneMatch(ProcessHandle::isAlive));
    }

    private static void assertQuiet(long applied, long duplicate) throws IOException {
        await().atMost(Duration.ofSeconds(30))
                .until(
                        () ->
                                json("/reconciliation").get("queued").asLong() == 0
                                        && json("/reconciliation").get("inFlight").asLong() == 0);
        JsonNode books = json("/reconciliation");
        assertThat(books.get("applied").asLong()).isEqualTo(applied);
        assertThat(books.get("duplicate").asLong()).isEqualTo(duplicate);
        assertThat(books.get("accepted").asLong()).isEqualTo(applied + duplicate);
        assertThat(books.get("difference").asLong()).isZero();
    }

    private static void kill(String service) {
        ProcessHandle process = flagmeter.process(service);
        process.destroyForcibly();
        process.onExit().join();
    }

    private static JsonNode json(String path) throws IOException {
        return JSON.readTree(flagmeter.get(path).body());
    }
}
