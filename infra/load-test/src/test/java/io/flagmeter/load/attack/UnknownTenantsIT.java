package io.flagmeter.load.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.flagmeter.load.bench.Resp;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where tenants are created by the operator alone, and a stranger fills Valkey with others. */
class UnknownTenantsIT {

    private static final int BATCHES = 128;
    private static final int BATCH = 1_000;

    @TempDir private static Path home;

    @Test
    void theirDeadLettersLeaveRoomForTheHonest() throws Exception {
        try (var stack = new AttackedStack(home, Map.of("FLAGMETER_TENANTS_UNKNOWN", "reject"));
                Resp valkey = stack.valkey()) {
            stack.operate("POST", "/tenants", "{\"name\":\"%s\"}".formatted(AttackedStack.HONEST));
            valkey.run("CONFIG", "SET", "maxmemory", "24mb");

            for (int i = 0; i < BATCHES; i++) {
                send(stack, i);
            }

            stack.assertStands();
            assertThat(stack.books().get("deadLettered").asLong()).isEqualTo(BATCHES * BATCH);
            assertThat(stack.operate("DELETE", "/dead-letters?all=true", "").statusCode())
                    .isEqualTo(200);
            JsonNode none = AttackedStack.json(stack.operate("GET", "/dead-letters", ""));
            assertThat(none.get("items")).isEmpty();
            stack.assertStands();
        }
    }

    /** A full queue says so, and the worker empties it. */
    private static void send(AttackedStack stack, int number) {
        String events =
                IntStream.range(0, BATCH)
                        .mapToObj(
                                i ->
                                        """
                                        {"tenant":"unknown-%d","feature":"%s","tokens":1}
                                        """
                                                .formatted(number, "f".repeat(100)))
                        .collect(Collectors.joining(",", "[", "]"));
        await().atMost(Duration.ofSeconds(20))
                .until(
                        () -> stack.post("/events/batch", events, Duration.ofSeconds(5)),
                        (HttpResponse<String> answer) -> answer.statusCode() == 200);
    }
}
