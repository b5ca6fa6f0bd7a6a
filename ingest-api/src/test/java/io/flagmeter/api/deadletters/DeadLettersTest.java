package io.flagmeter.api.deadletters;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;

import io.flagmeter.api.Api;
import io.flagmeter.api.TestMeter;
import io.flagmeter.model.event.DeadLetter;
import io.flagmeter.model.queue.QueueKeys;
import io.flagmeter.model.queue.Stump;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.vertx.redis.client.Response;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Executors;
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
        file("too odd", payload, Instant.EPOCH);
    }

    private void file(String reason, String payload, Instant at) {
        byte[] letter = new DeadLetter(reason, payload.getBytes(UTF_8)).encode(at);
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
        Api.get("/dead-letters").body("items.payload", contains("no letter"));
    }

    @Test
    void equalLettersAreAllReplayed() {
        file("same");
        file("same");

        assertThat(replay()).isEqualTo(2);
    }

    @Test
    void beginningOfWhatWasTooLongStaysToo() {
        byte[] stump = Stump.cut(new byte[20_000]);
        byte[] letter = DeadLetter.of(Stump.of(stump).orElseThrow()).encode(Instant.EPOCH);
        meter.valkey("LPUSH", KEYS.deadLetters(), letter);
        file("one");

        assertThat(replay()).isEqualTo(1);

        Api.get("/dead-letters")
                .body("items.bytes", contains(20_000))
                .body("items.sha1", contains(Stump.sha1Of(new byte[20_000])));
    }

    @Test
    void largeLettersOfAnOlderReleaseAreShownByTheirBeginningAndCanBeRemoved() {
        file("x".repeat(900_000));
        String id = Api.get("/dead-letters").extract().path("items[0].id");

        assertThat(Api.get("/dead-letters").extract().asString()).hasSizeLessThan(2_000);
        assertThat(removed("/dead-letters/" + id)).isEqualTo(1);
        assertThat(left()).isEmpty();
    }

    @Test
    void answerEndsBeforeItIsTooLarge() {
        IntStream.range(0, 100).forEach(i -> file("y".repeat(15_000) + i));

        List<String> items =
                Api.get("/dead-letters").body("count", equalTo(100)).extract().path("items.id");

        assertThat(items).hasSizeBetween(60, 70);
    }

    @Test
    void lettersAreRemovedByReasonTenantAndTime() {
        for (int i = 0; i < DeadLetters.STEP + 10; i++) {
            file("other " + i);
        }
        file("tenant is unknown", event("a"), Instant.parse("2026-11-25T14:00:00Z"));
        file("tenant is unknown", event("b"), Instant.parse("2026-11-25T14:00:00Z"));
        file("tenant is unknown", event("b"), Instant.parse("2026-11-25T15:00:00Z"));

        assertThat(removed("/dead-letters?reason=unknown&tenant=a")).isEqualTo(1);
        assertThat(removed("/dead-letters?tenant=b&before=2026-11-25T15:30:00%2B01:00"))
                .isEqualTo(1);
        assertThat(removed("/dead-letters?reason=unknown")).isEqualTo(1);
        assertThat(removed("/dead-letters?before=1970-01-01T00:00:01Z"))
                .isEqualTo(DeadLetters.STEP + 10);
        assertThat(left()).isEmpty();
    }

    @Test
    void lettersOfOlderReleasesAreOlderThanAnyTime() {
        meter.valkey("LPUSH", KEYS.deadLetters(), "{\"reason\":\"odd\",\"payload\":\"p\"}");

        assertThat(removed("/dead-letters?before=2020-01-01T00:00:00Z")).isEqualTo(1);
    }

    @Test
    void allAreRemovedWhenThatIsSaid() {
        file("one");
        meter.valkey("LPUSH", KEYS.deadLetters(), "no letter");

        Api.isProblem(delete("/dead-letters"), 400, "invalid-parameter")
                .body("field", equalTo("all"));
        Api.isProblem(delete("/dead-letters?tennant=a"), 400, "invalid-parameter");
        Api.isProblem(delete("/dead-letters?all=yes"), 400, "invalid-parameter");
        Api.isProblem(delete("/dead-letters?tenant=a&befor=2026-01-01"), 400, "invalid-parameter");
        Api.isProblem(delete("/dead-letters?tenant=a&before="), 400, "invalid-parameter");
        Api.isProblem(delete("/dead-letters?tenant=a&before"), 400, "invalid-parameter");
        Api.isProblem(delete("/dead-letters?tenant=a&tenant=b"), 400, "invalid-parameter");
        Api.isProblem(delete("/dead-letters?tenant=a&all=true"), 400, "invalid-parameter");
        Api.isProblem(delete("/dead-letters?before=noon"), 400, "invalid-parameter")
                .body("field", equalTo("before"));
        assertThat(removed("/dead-letters?all=true")).isEqualTo(2);
    }

    @Test
    void oneIsRemovedByItsId() {
        file("one");
        file("two");
        String two = Api.get("/dead-letters").extract().path("items[0].id");

        assertThat(removed("/dead-letters/" + two)).isEqualTo(1);

        assertThat(left()).containsExactly("one");
        Api.isProblem(delete("/dead-letters/" + two), 404, "unknown-dead-letter");
    }

    @Test
    void replayAndRemovalAtATimeTakeEachLetterOnce() throws Exception {
        IntStream.range(0, 2_000).forEach(i -> file((i % 2 == 0 ? "even" : "odd") + i));

        int replayed;
        int removed;
        try (var threads = Executors.newFixedThreadPool(2)) {
            var one = threads.submit(DeadLettersTest::replay);
            var other = threads.submit(() -> removed("/dead-letters?before=2000-01-01T00:00:00Z"));
            replayed = one.get();
            removed = other.get();
        }

        assertThat(replayed + removed + left().size()).isEqualTo(2_000);
        assertThat(meter.valkey("LLEN", KEYS.events()).toLong()).isEqualTo(replayed);
        assertThat(meter.accepted()).isEqualTo(replayed);
    }

    @Test
    void whatFoundNoRoomIsTold() {
        meter.valkey("SET", KEYS.droppedLetters(), 7);

        Api.get("/dead-letters").body("dropped", equalTo(7));
    }

    private static ValidatableResponse delete(String path) {
        return Api.operator().urlEncodingEnabled(false).delete(path).then();
    }

    private static int removed(String path) {
        return delete(path).statusCode(200).extract().path("removed");
    }

    private static List<String> left() {
        return Api.get("/dead-letters?limit=1000").statusCode(200).extract().path("items.payload");
    }

    private static String event(String tenant) {
        return ("{\"id\":\"1\",\"tenant\":\"%s\",\"feature\":\"f\",\"tokens\":1,"
                        + "\"timestamp\":\"2026-11-25T14:00:00Z\"}")
                .formatted(tenant);
    }
}
