package io.flagmeter.systemtest.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What hostile clients could send: nothing of it stops, fools or enlarges the product. */
class ClientAttackIT {

    /** As long as a name may be. */
    private static final int LONGEST_NAME = 128;

    private static final Pattern LABEL = Pattern.compile("(?:uri|method)=\"[^\"]*\"");

    @TempDir private static Path home;

    private static AttackedStack stack;

    @BeforeAll
    static void up() {
        stack = new AttackedStack(home, Map.of());
    }

    @AfterAll
    static void down() {
        stack.close();
    }

    @AfterEach
    void standsAfterIt() throws Exception {
        stack.assertStands();
    }

    @Test
    void pipelinedRequestsWhoseAnswersNobodyReads() throws Exception {
        String requests = "GET /usage/%s HTTP/1.1\r\nHost: t\r\n\r\n".formatted("x").repeat(500);
        try (var sockets = new HostileSockets(stack.port())) {
            sockets.open(8, requests);

            sockets.flood(requests, Duration.ofSeconds(8));

            assertThat(stack.sendEvent().statusCode()).isEqualTo(200);
        }
    }

    @Test
    void quotaChecksOfTheWidestTenantsFromManyClients() throws Exception {
        try (Connection database = stack.database();
                Statement statement = database.createStatement()) {
            statement.execute(
                    """
                    INSERT INTO tenants (name) SELECT 'wide-' || t FROM generate_series(0, 255) t
                    """);
            statement.execute(
                    """
                    INSERT INTO period_totals (tenant, period_start, feature, period_end,
                                               total_tokens, event_count, latest_minute)
                    SELECT 'wide-' || t, date_trunc('month', now(), 'UTC'),
                           rpad('feature-' || f || '-', %d, 'x'),
                           date_trunc('month', now(), 'UTC') + interval '1 month', 1, 1, now()
                    FROM generate_series(0, 255) t, generate_series(1, 1000) f
                    """
                            .formatted(LONGEST_NAME));
        }

        List<Integer> statuses =
                inParallel(512, i -> () -> stack.get("/usage/wide-" + i % 256).statusCode());

        assertThat(statuses).isSubsetOf(200, 503).contains(200);
        JsonNode whole =
                await().atMost(Duration.ofSeconds(20))
                        .until(
                                () -> AttackedStack.json(stack.get("/usage/wide-7")),
                                answer -> answer.has("features"));
        assertThat(whole.get("features")).hasSize(1_000);
        assertThat(whole.get("totalTokens").asLong()).isEqualTo(1_000);
    }

    @Test
    void thousandsOfConnectionsWithHeadersAndHalfABody() throws Exception {
        String request =
                "POST /events HTTP/1.1\r\nHost: t\r\nContent-Type: application/json\r\n"
                        + "X-Filler: %s\r\nContent-Length: 4096\r\n\r\n%s"
                                .formatted("x".repeat(7_000), "y".repeat(4_000));
        for (int wave = 0; wave < 3; wave++) {
            try (var sockets = new HostileSockets(stack.port())) {
                sockets.open(8_000, request);

                assertAnsweredSoon();
            }
        }
    }

    @Test
    void stalledUploadsThatClaimAllRoomForBatches() throws Exception {
        try (var sockets = new HostileSockets(stack.port())) {
            // The later ones fill the gaps that the first ones left.
            for (int length : List.of(150_000, 20_000, 5_000)) {
                sockets.open(60, upload(length));
            }

            await().atMost(Duration.ofSeconds(10)).until(() -> batchesAreTaken(20));
        }
    }

    private static boolean batchesAreTaken(int count) throws Exception {
        for (int i = 0; i < count; i++) {
            if (stack.sendBatch().statusCode() != 200) {
                return false;
            }
        }
        return true;
    }

    private static String upload(int sent) {
        return "POST /events/batch HTTP/1.1\r\nHost: t\r\nContent-Type: application/json\r\n"
                + "Content-Length: 1000000\r\n\r\n"
                + "[".repeat(sent);
    }

    @Test
    void pathsThatDoNotExistMakeNoMetrics() throws Exception {
        askForJunk("first");
        Set<String> before = labels();

        askForJunk("second");

        assertThat(labels()).isEqualTo(before);
        assertThat(stack.operate("GET", "/webhooks", "").statusCode()).isEqualTo(200);
        // A request is counted when its answer is sent, so perhaps after the client has it.
        await().until(ClientAttackIT::labels, labels -> labels.contains("uri=\"/webhooks\""));
    }

    private static void askForJunk(String name) throws Exception {
        for (String path : List.of("/%s-%d", "/usage/%s-%d", "/events/%s-%d", "/tenants/%s-%d")) {
            inParallel(500, i -> () -> stack.get(path.formatted(name, i)).statusCode());
        }
        try (var sockets = new HostileSockets(stack.port())) {
            for (int i = 0; i < 500; i++) {
                sockets.open(
                        1, "%s%d /%%zz%s HTTP/1.1\r\nHost: t\r\n\r\n".formatted(name, i, name));
            }
        }
    }

    /** What requests are counted by, but for the outcome, which depends on how busy the API is. */
    private static Set<String> labels() throws IOException, InterruptedException {
        return LABEL.matcher(stack.get("/q/metrics").body())
                .results()
                .map(MatchResult::group)
                .collect(Collectors.toSet());
    }

    /** Hostile connections may crowd the honest out for a moment, but not for long. */
    private static void assertAnsweredSoon() {
        await().atMost(Duration.ofSeconds(20))
                .ignoreExceptionsInstanceOf(IOException.class)
                .until(() -> stack.sendEvent().statusCode() == 200);
    }

    private static List<Integer> inParallel(int clients, Attack<Integer> attack)
            throws InterruptedException {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Integer>> calls =
                    IntStream.range(0, clients).mapToObj(attack::client).toList();
            return threads.invokeAll(calls).stream().map(Future::resultNow).toList();
        }
    }

    private interface Attack<T> {
        Callable<T> client(int number);
    }
}
