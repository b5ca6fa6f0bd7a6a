package io.flagmeter.api.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flagmeter.server.problem.Problem;
import io.flagmeter.server.problem.ProblemException;
import io.flagmeter.server.problem.ProblemType;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BatchReaderTest {

    private static final String GOOD =
            "{\"id\":\"%s\",\"tenant\":\"t\",\"feature\":\"f\",\"tokens\":1}";
    private static final BatchReader READER = new BatchReader(EventReaderTest.READER, 3);

    private static String good(String id) {
        return GOOD.formatted(id);
    }

    private static List<Item> array(String body) {
        return READER.array(body.getBytes(UTF_8), EventFormat.PLAIN, EventReaderTest.NOW);
    }

    private static List<Item> lines(String body) {
        return READER.lines(body.getBytes(UTF_8), EventReaderTest.NOW);
    }

    private static void assertProblem(ProblemType type, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.problem().type()).isEqualTo(type));
    }

    private static String words(Item item) {
        return switch (item) {
            case Item.Taken(var event) -> event.id();
            case Item.Refused(var id, var field, var reason) -> id + "|" + field + "|" + reason;
        };
    }

    @Test
    void badItemDoesNotHarmItsNeighbours() {
        List<Item> items = array("[" + good("a") + ",{\"id\":\"b\",\"tenant\":[{}]},[7]]");

        assertThat(items.stream().map(BatchReaderTest::words))
                .containsExactly(
                        "a",
                        "b|tenant|tenant must be a string",
                        "null|item|item must be a JSON object");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[{]", "{}", "7", "[] []", "[1", "[{\"a\":1}"})
    void malformedArrayIsRefusedAsAWhole(String body) {
        assertProblem(ProblemType.MALFORMED_JSON, () -> array(body));
    }

    @Test
    void emptyArrayAndEmptyBodyDiffer() {
        assertProblem(ProblemType.EMPTY_BATCH, () -> array("[]"));
        assertProblem(ProblemType.EMPTY_BODY, () -> array(" "));
        assertProblem(ProblemType.EMPTY_BATCH, () -> lines(" \n\r\n"));
        assertProblem(ProblemType.EMPTY_BODY, () -> lines(""));
    }

    @Test
    void oneItemTooManyIsRefusedWithTheLimit() {
        assertThat(array("[1,2,3]")).hasSize(3);
        assertThatThrownBy(() -> array("[1,2,3,4]"))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e ->
                                assertThat(e.problem())
                                        .isEqualTo(
                                                Problem.limit(
                                                        ProblemType.BATCH_TOO_LONG,
                                                        "a batch may hold at most 3 items",
                                                        3)));
        assertProblem(ProblemType.BATCH_TOO_LONG, () -> lines("1\n2\n3\n4"));
    }

    @Test
    void linesEndInAnyWayAndBlankOnesAreSkipped() {
        List<Item> items = lines("\n" + good("a") + "\r\n \t\r\n" + good("b") + "\n\n" + good("c"));

        assertThat(items.stream().map(BatchReaderTest::words)).containsExactly("a", "b", "c");
    }

    @Test
    void malformedLineIsOneRejectedItem() {
        List<Item> items = lines("{\"id\":\n" + good("b") + "\n" + good("c") + good("d"));

        assertThat(items).hasSize(3);
        assertThat(words(items.get(0))).startsWith("null|item|item is malformed JSON: ");
        assertThat(words(items.get(1))).isEqualTo("b");
        assertThat(words(items.get(2))).isEqualTo("null|item|item must be one JSON object");
    }

    @Test
    void invalidUtf8SpoilsOneLineOnly() {
        byte[] body = ("{\"id\":\"_\"}\n" + good("b")).getBytes(UTF_8);
        body[7] = (byte) 0xFF;

        List<Item> items = READER.lines(body, EventReaderTest.NOW);

        assertThat(words(items.get(0))).contains("malformed JSON: Invalid UTF-8");
        assertThat(words(items.get(1))).isEqualTo("b");
    }
}
