package io.flagmeter.tools.replay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class AnswerTest {
    private final List<Event> events = List.of(event("a"), event("b"), event("c"));

    @Test
    void rejectedItemsAreNamedByTheIdThatWasSent() {
        Answer answer =
                batch(
                        """
                        {"accepted":1,"rejected":2,"results":[{"status":"rejected","field":"timestamp",
                        "reason":"too old"},{"id":"b","status":"accepted"},{"status":"rejected"}]}""");
        assertThat(answer)
                .isEqualTo(
                        new Answer(
                                1,
                                2,
                                List.of(
                                        new Answer.Rejection("a", "timestamp: too old"),
                                        new Answer.Rejection("c", "no reason given"))));
    }

    @Test
    void aReasonThatNamesItsFieldNamesItOnce() {
        Answer answer =
                Answer.ofBatch(
                        List.of(event("a")),
                        Json.read(
                                """
                                {"results":[{"status":"rejected","field":"tokens",
                                "reason":"tokens must not be negative"}]}"""
                                        .getBytes(UTF_8)));
        assertThat(answer.rejections())
                .containsExactly(new Answer.Rejection("a", "tokens must not be negative"));
    }

    @Test
    void anAnswerThatIsNotFlagMetersCountsAsARefusalOfAll() {
        for (String body : List.of("<html>", "{}", "[]", "{\"accepted\":3,\"results\":[]}", "")) {
            Answer answer = batch(body);
            assertThat(answer.accepted()).as(body).isZero();
            assertThat(answer.rejected()).as(body).isEqualTo(3);
            assertThat(answer.rejections().getFirst().reason()).contains("is --url right?");
        }
        assertThat(Answer.ofSingle(events.getFirst(), Json.read(new byte[0])).rejected())
                .isEqualTo(1);
    }

    private Answer batch(String body) {
        return Answer.ofBatch(events, Json.read(body.getBytes(UTF_8)));
    }

    private static Event event(String id) {
        return new Event(id, "acme", "code", 1, FakeTime.START);
    }
}
