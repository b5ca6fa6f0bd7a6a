package io.flagmeter.api.problem;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.flagmeter.api.Golden;
import io.flagmeter.model.event.InvalidEventException;
import org.junit.jupiter.api.Test;

class ProblemTest {

    private static String json(Problem problem, String instance) {
        return new String(problem.toJson(instance, null), UTF_8);
    }

    @Test
    void refusedEventIsTheGoldenFile() {
        var e = new InvalidEventException("tokens", "must be an integer from 0 to 1000000000000");

        assertThat(json(Problem.of(e), "/events")).isEqualTo(Golden.file("invalid-event.json"));
    }

    @Test
    void passedLimitIsTheGoldenFile() {
        var problem =
                Problem.limit(
                        ProblemType.BATCH_TOO_LONG, "a batch may hold at most 1000 items", 1000);

        assertThat(json(problem, "/events/batch")).isEqualTo(Golden.file("batch-too-long.json"));
    }
}
