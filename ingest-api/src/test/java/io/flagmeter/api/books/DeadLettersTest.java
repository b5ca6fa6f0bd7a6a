package io.flagmeter.api.books;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;

import io.flagmeter.api.Api;
import io.flagmeter.api.TestMeter;
import io.flagmeter.model.event.DeadLetter;
import io.flagmeter.model.queue.QueueKeys;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.redis.client.Response;
import jakarta.inject.Inject;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class DeadLettersTest {

    private static final QueueKeys KEYS = QueueKeys.DEFAULT;

    @Inject TestMeter meter;

    @BeforeEach
    void empty() throws Exception {
        meter.empty();
    }

    private void file(String payload) {
        byte[] letter = new DeadLetter("too odd", payload.getBytes(UTF_8)).encode();
        meter.valkey("LPUSH", KEYS.deadLetters(), letter);
    }

    private static int replay() {
        return Api.operator()
                .post("/dead-letters/replay")
                .then()
                .statusCode(200)
                .extract()
                .path("replayed");
    }

    @Test
    void newestComeFirstAsTheyAreStored() {
        file("one");
        file("two");
        meter.valkey("LPUSH", KEYS.deadLetters(), "no letter");

        Api.get("/dead-letters?limit=2")
                .statusCode(200)
                .contentType("application/json")
                .body("count", equalTo(3))
                .body("items[0]", equalTo("no letter"))
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
    void replayPutsAllBackInOrderAndCountsThem() {
        int letters = DeadLetters.STEP * 2 + 7;
        IntStream.range(0, letters).forEach(i -> file("p" + i));

        assertThat(replay()).isEqualTo(letters);

        assertThat(
                        StreamSupport.stream(
                                        meter.valkey("LRANGE", KEYS.events(), 0, -1).spliterator(),
                                        false)
                                .map(Response::toString))
                .containsExactlyElementsOf(
                        IntStream.range(0, letters)
                                .mapToObj(i -> "p" + (letters - 1 - i))
                                .toList());
        assertThat(meter.accepted()).isEqualTo(letters);
        assertThat(meter.valkey("LLEN", KEYS.deadLetters()).toLong()).isZero();
        assertThat(replay()).isZero();
    }

    @Test
    void whatIsNoLetterStays() {
        file("one");
        meter.valkey("RPUSH", KEYS.deadLetters(), "no letter");
        file("two");

        assertThat(replay()).isEqualTo(2);
        Api.get("/dead-letters").body("items", contains("no letter"));
    }

    @Test
    void equalLettersAreAllReplayed() {
        file("same");
        file("same");

        assertThat(replay()).isEqualTo(2);
    }
}
