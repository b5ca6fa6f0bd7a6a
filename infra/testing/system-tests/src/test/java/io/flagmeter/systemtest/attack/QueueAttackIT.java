package io.flagmeter.systemtest.attack;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.flagmeter.embedded.ValkeyConnection;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What could come to be on the queue, or be gone from it: nothing of it stops the worker or the
 * API, and the books say what became of it. Tenants are created by the operator alone.
 */
class QueueAttackIT {

    @TempDir private static Path home;

    private static AttackedStack stack;

    @BeforeAll
    static void up() throws Exception {
        stack = new AttackedStack(home, Map.of("FLAGMETER_TENANTS_UNKNOWN", "reject"));
        create(AttackedStack.HONEST);
    }

    @AfterAll
    static void down() {
        stack.close();
    }

    @AfterEach
    void standsAfterIt() throws Exception {
        stack.assertStands();
    }

    private static void create(String tenant) throws IOException, InterruptedException {
        HttpResponse<String> answer =
                stack.operate("POST", "/tenants", "{\"name\":\"%s\"}".formatted(tenant));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    }

    @Test
    void elementsOfThirtyMegabytes() throws Exception {
        long deadBefore = stack.books().get("deadLettered").asLong();
        var large = new byte[30_000_000];
        try (ValkeyConnection valkey = stack.valkey()) {
            // Ours refuses such a thing by itself; another one may not.
            valkey.ask("CONFIG", "SET", "proto-max-bulk-len", "512mb");
            valkey.leftPush(AttackedStack.EVENTS, List.of(large));
            valkey.leftPush(AttackedStack.EVENTS, List.of(large, "{}".getBytes(UTF_8)));
        }

        stack.awaitQuiet();

        assertThat(stack.books().get("deadLettered").asLong() - deadBefore).isEqualTo(3);
    }

    @Test
    void validEventsWithALargeFieldThatIsIgnored() throws Exception {
        create("filled");
        stack.signal("rollup-worker", "STOP");
        try (ValkeyConnection valkey = stack.valkey()) {
            for (int i = 0; i < 50; i++) {
                valkey.leftPush(AttackedStack.EVENTS, filledEvents(i, 100));
            }
        } finally {
            stack.signal("rollup-worker", "CONT");
        }

        stack.awaitQuiet();

        assertThat(AttackedStack.json(stack.get("/usage/filled")).get("totalTokens").asLong())
                .isEqualTo(5_000);
    }

    private static List<byte[]> filledEvents(int portion, int count) {
        return IntStream.range(0, count)
                .mapToObj(
                        i ->
                                """
                                {"id":"filled-%d-%d","tenant":"filled","feature":"f","tokens":1,
                                 "timestamp":"%s","filler":"%s"}
                                """
                                        .formatted(portion, i, Instant.now(), "x".repeat(10_000))
                                        .getBytes(UTF_8))
                .toList();
    }

    @Test
    void manyEventsOfUnknownTenantsInASmallValkey() throws Exception {
        int batches = 128;
        int batch = 1_000;
        long deadBefore = stack.books().get("deadLettered").asLong();
        try (ValkeyConnection valkey = stack.valkey()) {
            valkey.ask("CONFIG", "SET", "maxmemory", "24mb");
            try {
                for (int i = 0; i < batches; i++) {
                    send(batchOf("unknown-" + i, batch));
                }
                stack.assertStands();
            } finally {
                valkey.ask("CONFIG", "SET", "maxmemory", "256mb"); // as it was
            }
        }

        assertThat(stack.books().get("deadLettered").asLong() - deadBefore)
                .isEqualTo((long) batches * batch);
        assertThat(stack.operate("DELETE", "/dead-letters?all=true", "").statusCode())
                .isEqualTo(200);
        JsonNode none = AttackedStack.json(stack.operate("GET", "/dead-letters", ""));
        assertThat(none.get("items")).isEmpty();
    }

    /** Somebody empties Valkey: the events are gone, but not unnoticed. */
    @Test
    void aQueueThatIsEmptied() throws Exception {
        int events = 700;
        create("emptied");
        stack.awaitQuiet(); // Reading the books makes the API write down what Valkey has.
        stack.signal("rollup-worker", "STOP");
        try (ValkeyConnection valkey = stack.valkey()) {
            send(batchOf("emptied", events));
            valkey.ask("FLUSHALL");
        } finally {
            stack.signal("rollup-worker", "CONT");
        }
        stack.awaitQuiet();
        assertThat(stack.books().get("difference").asLong()).isEqualTo(events);

        HttpResponse<String> written =
                stack.operate(
                        "POST",
                        "/reconciliation/losses",
                        "{\"events\":%d,\"reason\":\"emptied\"}".formatted(events));

        assertThat(written.statusCode()).as(written.body()).isEqualTo(200);
        assertThat(AttackedStack.json(written).get("lost").asLong()).isEqualTo(events);
    }

    private static String batchOf(String tenant, int events) {
        return IntStream.range(0, events)
                .mapToObj(
                        i ->
                                """
                                {"tenant":"%s","feature":"%s","tokens":1}
                                """
                                        .formatted(tenant, "f".repeat(100)))
                .collect(Collectors.joining(",", "[", "]"));
    }

    /** A full queue says so, and the worker empties it. */
    private static void send(String events) {
        await().atMost(Duration.ofSeconds(20))
                .until(
                        () -> stack.post("/events/batch", events, Duration.ofSeconds(5)),
                        answer -> answer.statusCode() == 200);
    }
}
