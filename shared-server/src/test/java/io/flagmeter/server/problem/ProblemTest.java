package io.flagmeter.server.problem;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.flagmeter.model.event.InvalidEventException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ProblemTest {

    private static String golden(String name) throws IOException {
        try (InputStream in = ProblemTest.class.getResourceAsStream("/golden/" + name)) {
            return new String(Objects.requireNonNull(in, name).readAllBytes(), UTF_8).strip();
        }
    }

    private static String json(Problem problem, String instance) {
        return new String(problem.toJson(instance, null), UTF_8);
    }

    @Test
    void refusedEventIsTheGoldenFile() throws IOException {
        var e = new InvalidEventException("tokens", "must be an integer from 0 to 1000000000000");

        assertThat(json(Problem.of(e), "/events")).isEqualTo(golden("invalid-event.json"));
    }

    @Test
    void passedLimitIsTheGoldenFile() throws IOException {
        var problem =
                Problem.limit(
                        ProblemType.BATCH_TOO_LONG, "a batch may hold at most 1000 items", 1000);

        assertThat(json(problem, "/events/batch")).isEqualTo(golden("batch-too-long.json"));
    }
}
