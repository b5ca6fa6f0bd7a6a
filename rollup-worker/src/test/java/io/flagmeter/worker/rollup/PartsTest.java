package io.flagmeter.worker.rollup;

import static io.flagmeter.worker.testing.TestEvents.NOON;
import static io.flagmeter.worker.testing.TestEvents.event;
import static io.flagmeter.worker.testing.TestEvents.payload;
import static org.assertj.core.api.Assertions.assertThat;

import io.flagmeter.model.event.StoredLetter;
import io.flagmeter.model.event.TokenParts;
import io.flagmeter.model.event.UsageEvent;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What tokens consist of, in a real PostgreSQL. */
class PartsTest {

    private static final String COLUMNS =
            "input_tokens, cached_input_tokens, cache_write_tokens, output_tokens, reasoning_tokens";
    private static final String EVENTS = "SELECT id, " + COLUMNS + " FROM events ORDER BY id";
    private static final String ROLLUPS =
            "SELECT feature, total_tokens, event_count, "
                    + COLUMNS
                    + " FROM rollups ORDER BY feature COLLATE \"C\"";

    private final Database database = new Database();

    private static UsageEvent of(String id, String feature, long... tokens) {
        TokenParts parts = TokenParts.of(tokens);
        return new UsageEvent(id, "acme", feature, parts.sum(), NOON, NOON, parts);
    }

    @Test
    void partsAreInTheLogAndAddedUpByMinute() throws Exception {
        database.apply("b1", of("1", "gpt", 1, 2, 3, 4, 5), of("2", "gpt", 10, 20, 30, 40, 50));
        database.apply("b2", of("3", "gpt", 100, 0, 0, 0, 0));

        assertThat(database.rows(EVENTS))
                .containsExactly("1 1 2 3 4 5", "2 10 20 30 40 50", "3 100 0 0 0 0");
        assertThat(database.rows(ROLLUPS)).containsExactly("gpt 265 3 111 22 33 44 55");
    }

    @Test
    void whatIsNotKnownStaysUnknownAndHidesNothing() throws Exception {
        String plain = "null null null null null";
        database.apply("b1", event("1", "acme", "gpt", 7), event("2", "acme", "tts", 7));
        assertThat(database.rows(ROLLUPS)).containsExactly("gpt 7 1 " + plain, "tts 7 1 " + plain);

        // In one batch, and where the rollup is older or newer than its first parts.
        database.apply("b2", of("3", "gpt", 1, 1, 1, 1, 1), event("4", "acme", "tts", 7));
        database.apply("b3", event("5", "acme", "gpt", 7));
        database.apply("b4", event("6", "acme", "gpt", 7), of("7", "embed", 5, 0, 0, 0, 0));

        assertThat(database.rows(EVENTS))
                .containsExactly(
                        "1 " + plain,
                        "2 " + plain,
                        "3 1 1 1 1 1",
                        "4 " + plain,
                        "5 " + plain,
                        "6 " + plain,
                        "7 5 0 0 0 0");
        assertThat(database.rows(ROLLUPS))
                .containsExactly("embed 5 1 5 0 0 0 0", "gpt 26 4 1 1 1 1 1", "tts 14 2 " + plain);
    }

    @Test
    void sumsOfPartsStandStillAtTheirEnd() throws Exception {
        database.apply("b1", of("1", "gpt", 0, 9, 0, 0, 0));
        database.execute("UPDATE rollups SET cached_input_tokens = 9223372036854775800");

        database.apply("b2", of("2", "gpt", 0, 9, 0, 0, 0));

        assertThat(database.value("SELECT cached_input_tokens FROM rollups"))
                .isEqualTo("9223372036854775807");
    }

    @Test
    void partsOfFoldedFeaturesAreKept() throws Exception {
        UsageEvent[] features =
                IntStream.range(0, 12)
                        .mapToObj(i -> of("e" + i, "f%03d".formatted(i), 1, 0, 0, 2, 0))
                        .toArray(UsageEvent[]::new);

        assertThat(database.apply("b1", features).folded()).isEqualTo(2);

        assertThat(database.rows(ROLLUPS)).contains("(other) 6 2 2 0 0 4 0").hasSize(11);
        assertThat(database.value("SELECT sum(output_tokens) FROM events")).isEqualTo("24");
    }

    @Test
    void eventOfAnOlderReleaseAndOfAnotherProducerIsCounted() throws Exception {
        List<byte[]> payloads =
                Stream.of(
                                "{\"id\":\"1\",\"tenant\":\"acme\",\"feature\":\"gpt\",\"tokens\":7,\"timestamp\":\"%s\"}",
                                "{\"id\":\"2\",\"tenant\":\"acme\",\"feature\":\"gpt\",\"tokens\":7,\"timestamp\":\"%s\",\"tokenParts\":{\"input\":7}}",
                                "{\"id\":\"3\",\"tenant\":\"acme\",\"feature\":\"gpt\",\"tokens\":7,\"timestamp\":\"%s\",\"tokenParts\":{\"input\":8}}")
                        .map(json -> payload(json.formatted(NOON)))
                        .toList();

        BatchOutcome outcome = database.apply("b1", payloads);

        assertThat(outcome.applied()).isEqualTo(2);
        assertThat(outcome.deadLetters())
                .singleElement()
                .satisfies(
                        letter ->
                                assertThat(StoredLetter.of(letter).payload())
                                        .isEqualTo(payloads.getLast()));
        assertThat(database.rows(ROLLUPS)).containsExactly("gpt 14 2 7 0 0 0 0");
    }
}
