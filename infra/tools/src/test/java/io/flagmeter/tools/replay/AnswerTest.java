package io.flagmeter.tools.replay;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.flagmeter.tools.SentEvent;
import java.util.List;
import org.junit.jupiter.api.Test;

class AnswerTest {
    private final List<SentEvent> events = List.of(event("a"), event("b"), event("c"));

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
                        json(
                                """
                                {"results":[{"status":"rejected","field":"tokens",
                                "reason":"tokens must not be negative"}]}"""));
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
        assertThat(Answer.ofSingle(events.getFirst(), json("")).rejected()).isEqualTo(1);
    }

    private Answer batch(String body) {
        return Answer.ofBatch(events, json(body));
    }

    /** As the client reads it. */
    private static JsonNode json(String body) {
        try {
            return new ObjectMapper().readTree(body);
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        }
    }

    private static SentEvent event(String id) {
        return new SentEvent(id, "acme", "code", 1, FakeTime.START);
    }
}
