package io.flagmeter.api.deadletters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;

import io.flagmeter.api.Api;
import io.flagmeter.model.event.DeadLetter;
import io.flagmeter.model.queue.Stump;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.redis.client.Response;
import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** {@code POST /dead-letters/replay}. */
@QuarkusTest
class ReplayedLettersTest extends LettersTest {

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
    void replayAndRemovalAtATimeTakeEachLetterOnce() throws Exception {
        IntStream.range(0, 2_000).forEach(i -> file((i % 2 == 0 ? "even" : "odd") + i));

        int replayed;
        int removed;
        try (var threads = Executors.newFixedThreadPool(2)) {
            var one = threads.submit(LettersTest::replay);
            var other = threads.submit(() -> removed("/dead-letters?before=2000-01-01T00:00:00Z"));
            replayed = one.get();
            removed = other.get();
        }

        assertThat(replayed + removed + left().size()).isEqualTo(2_000);
        assertThat(meter.valkey("LLEN", KEYS.events()).toLong()).isEqualTo(replayed);
        assertThat(meter.accepted()).isEqualTo(replayed);
    }
}
