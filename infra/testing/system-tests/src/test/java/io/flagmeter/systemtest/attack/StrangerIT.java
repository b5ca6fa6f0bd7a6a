package io.flagmeter.systemtest.attack;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.flagmeter.embedded.ValkeyConnection;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is not the operator, and what is not a tenant's name or amount, changes nothing. */
class StrangerIT {

    private static final String TENANT =
            "{\"name\":\"victim\",\"monthlyQuota\":1000000,\"thresholds\":[80]}";

    @TempDir private static Path home;

    private static AttackedStack stack;

    @BeforeAll
    static void up() throws Exception {
        stack = new AttackedStack(home, Map.of());
        assertThat(stack.operate("POST", "/tenants", TENANT).statusCode()).isEqualTo(201);
    }

    @AfterAll
    static void down() {
        stack.close();
    }

    @AfterEach
    void standsAfterIt() throws Exception {
        stack.assertStands();
    }

    /** A client on this machine, a page that had its name resolved to it, a page, a proxy. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Host: localhost",
                "Host: 127.attacker.example",
                "Host: localhost\r\nOrigin: https://attacker.example",
                "Host: localhost\r\nAuthorization: Bearer",
                "Host: localhost\r\nAuthorization: Basic YWRtaW46YWRtaW4=",
                "Host: localhost\r\nX-Forwarded-For: 127.0.0.1"
            })
    void strangersAreNotTheOperator(String headers) throws Exception {
        String body = "{\"monthlyQuota\":1}";
        for (String path :
                List.of(
                        "GET /tenants",
                        "PATCH /tenants/victim",
                        "GET /webhooks",
                        "GET /alerts",
                        "GET /dead-letters",
                        "POST /dead-letters/replay",
                        "GET /reconciliation")) {
            String request =
                    "%s HTTP/1.1\r\n%s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
                            .formatted(path, headers, body.length(), body);
            assertThat(statusOf(request)).as(path).isEqualTo(401);
        }
        assertThat(quotaOfTheVictim()).isEqualTo(1_000_000);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/tenants/victim/",
                "/tenants//victim",
                "/tenants/victim;b=c",
                "/tenants/./victim",
                "/tenants/x/../victim"
            })
    void pathsThatResembleATenantsAreNone(String path) throws Exception {
        String body = "{\"monthlyQuota\":1}";
        String request =
                "PATCH %s HTTP/1.1\r\nHost: t\r\n%s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
                        .formatted(path, stack.authorization(), body.length(), body);

        assertThat(statusOf(request)).isBetween(400, 499);
        assertThat(quotaOfTheVictim()).isEqualTo(1_000_000);
    }

    @Test
    void secretsThatAreAddedAtOnceAreAllKeptOrRefused() throws Exception {
        JsonNode webhook =
                AttackedStack.json(
                        stack.operate(
                                "POST",
                                "/webhooks",
                                "{\"kind\":\"webhook\",\"url\":\"https://example.com/x\"}"));
        String path = "/webhooks/%s/secrets".formatted(webhook.get("id").asText());

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Integer> statuses =
                    threads
                            .invokeAll(IntStream.range(0, 12).mapToObj(i -> call(path)).toList())
                            .stream()
                            .map(Future::resultNow)
                            .toList();

            assertThat(statuses).containsOnly(201, 409);
            assertThat(statuses).filteredOn(status -> status == 201).hasSize(4);
        }
        assertThat(secrets(webhook)).isEqualTo(5);
    }

    private static Callable<Integer> call(String path) {
        return () -> stack.operate("POST", path, "{}").statusCode();
    }

    private static int secrets(JsonNode webhook) throws Exception {
        return AttackedStack.json(
                        stack.operate("GET", "/webhooks/" + webhook.get("id").asText(), ""))
                .get("secrets")
                .asInt();
    }

    @Test
    void tokensBeyondTheLargestNumberDoNotWrapRound() throws Exception {
        send("rich", 1);
        stack.awaitQuiet();
        try (Connection database = stack.database();
                Statement statement = database.createStatement()) {
            statement.execute(
                    "UPDATE rollups SET total_tokens = 9223372036854775800 WHERE tenant = 'rich'");
            statement.execute(
                    "UPDATE period_totals SET total_tokens = 9223372036854775800 WHERE tenant = 'rich'");
        }
        stack.operate("PATCH", "/tenants/rich", "{\"monthlyQuota\":1000}");

        send("rich", 1_000_000_000_000L);
        stack.awaitQuiet();

        JsonNode usage = AttackedStack.json(stack.get("/usage/rich"));
        assertThat(usage.path("totalTokens").asLong()).isEqualTo(Long.MAX_VALUE);
        assertThat(usage.path("quotaPercent").asLong()).isPositive();
    }

    /** Past the API, as another producer may. */
    private static void send(String tenant, long tokens) throws IOException {
        try (ValkeyConnection valkey = stack.valkey()) {
            valkey.leftPush(
                    AttackedStack.EVENTS,
                    List.of(
                            """
                            {"id":"%s-%d","tenant":"%s","feature":"f","tokens":%d,"timestamp":"%s"}
                            """
                                    .formatted(tenant, tokens, tenant, tokens, Instant.now())
                                    .getBytes(UTF_8)));
        }
    }

    private static long quotaOfTheVictim() throws Exception {
        return AttackedStack.json(stack.operate("GET", "/tenants/victim", ""))
                .get("monthlyQuota")
                .asLong();
    }

    /** Written as it is: a client's library would refuse some of it. */
    private static int statusOf(String request) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), stack.port())) {
            socket.setSoTimeout(5_000);
            socket.getOutputStream().write(request.getBytes(ISO_8859_1));
            String beginning = new String(socket.getInputStream().readNBytes(12), ISO_8859_1);
            return Integer.parseInt(beginning.substring(9));
        }
    }
}
