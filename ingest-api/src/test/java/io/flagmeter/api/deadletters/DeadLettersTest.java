package io.flagmeter.api.deadletters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.flagmeter.api.Api;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code GET /dead-letters}. */
@QuarkusTest
class DeadLettersTest extends LettersTest {

    @Test
    void newestComeFirstAsTheyAreStored() {
        file("one");
        file("two");
        meter.valkey("LPUSH", KEYS.deadLetters(), "no letter");

        Api.get("/dead-letters?limit=2")
                .statusCode(200)
                .contentType("application/json")
                .body("count", equalTo(3))
                .body("items[0].reason", equalTo("is no dead letter"))
                .body("items[0].payload", equalTo("no letter"))
                .body("items[1].reason", equalTo("too odd"))
                .body("items[1].payload", equalTo("two"))
                .body("items.size()", equalTo(2));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "1001", "x", "-1"})
    void limitOutOfBoundsIsAProblem(String limit) {
        Api.isProblem(Api.get("/dead-letters?limit=" + limit), 400, "invalid-parameter")
                .body("field", equalTo("limit"));
    }

    @Test
    void answerEndsBeforeItIsTooLarge() {
        IntStream.range(0, 100).forEach(i -> file("y".repeat(15_000) + i));

        List<String> items =
                Api.get("/dead-letters").body("count", equalTo(100)).extract().path("items.id");

        assertThat(items).hasSizeBetween(60, 70);
    }

    @Test
    void whatFoundNoRoomIsTold() {
        meter.valkey("SET", KEYS.droppedLetters(), 7);

        Api.get("/dead-letters").body("dropped", equalTo(7));
    }
}
