package io.flagmeter.api.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.flagmeter.api.Api;
import io.flagmeter.api.TestMeter;
import io.flagmeter.server.body.BodyBudget;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class BodyLimitTest {

    private static final int LIMIT = 1 << 20;
    private static final String HEAD =
            "POST /events HTTP/1.1\r\nHost: t\r\nContent-Type: application/json\r\n"
                    + Api.KEY_HEADER;
    private static final String EVENT = "{\"tenant\":\"t\",\"feature\":\"f\",\"tokens\":1}";

    @Inject TestMeter meter;
    @Inject BodyBudget budget;

    @BeforeEach
    void empty() throws Exception {
        meter.empty();
    }

    private static void assertTooLarge(String answer) {
        assertThat(answer)
                .startsWith("HTTP/1.1 413 ")
                .containsIgnoringCase("\r\nconnection: close\r\n")
                .contains("urn:flagmeter:problem:body-too-large", "\"limit\":1048576");
    }

    @Test
    void bodyOfExactlyTheLimitIsRead() {
        Api.event(EVENT + " ".repeat(LIMIT - EVENT.length())).statusCode(200);
    }

    @Test
    void declaredLengthAboveTheLimitIsRefusedBeforeTheBodyComes() throws Exception {
        try (var client = new RawClient()) {
            client.send(HEAD + "Content-Length: " + (LIMIT + 1) + "\r\n\r\n");

            assertTooLarge(client.answer());
            assertThat(client.isClosed()).isTrue();
        }
    }

    @Test
    void clientThatSendsOnGetsToSeeTheAnswer() {
        Api.isProblem(Api.event(EVENT + " ".repeat(3 * LIMIT)), 413, "body-too-large");
    }

    @Test
    void chunkedBodyIsReadToTheLimitAndNoFurther() throws Exception {
        String chunk = "10000\r\n" + " ".repeat(1 << 16) + "\r\n";
        try (var client = new RawClient()) {
            client.send(HEAD + "Transfer-Encoding: chunked\r\n\r\n" + chunk.repeat(17));

            assertTooLarge(client.answer());
            assertThat(client.isClosed()).isTrue();
        }
    }

    @Test
    void chunkedBodyBelowTheLimitIsRead() throws Exception {
        String first = EVENT.substring(0, 9);
        String second = EVENT.substring(9);
        try (var client = new RawClient()) {
            client.send(HEAD + "Transfer-Encoding: chunked\r\n\r\n9\r\n" + first + "\r\n");
            client.send(Integer.toHexString(second.length()) + "\r\n" + second + "\r\n0\r\n\r\n");

            assertThat(client.answer()).startsWith("HTTP/1.1 200 ");
            assertThat(meter.queued()).hasSize(1);
        }
    }

    @Test
    void largeBodiesBeyondWhatFitsIntoMemoryAreRefusedUntilOthersAreDone() {
        String large = EVENT + " ".repeat(LIMIT / 2);
        long all = budget.left();
        assertThat(budget.take(all - LIMIT / 4)).isTrue();
        Api.isProblem(Api.event(large), 503, "busy").header("Retry-After", equalTo("1"));
        Api.event(EVENT).statusCode(200);

        budget.giveBack(all - LIMIT / 4);
        Api.event(large).statusCode(200);
        await().untilAsserted(() -> assertThat(budget.left()).isEqualTo(all));
    }

    @Test
    void eventsOfAClientThatHasGoneKeepTheirRoomWhileTheyWait() throws Exception {
        long all = budget.left();
        meter.valkey("CLIENT", "PAUSE", 1_000, "WRITE");
        try (var client = new RawClient()) {
            client.send(HEAD + "Content-Length: " + LIMIT + "\r\n\r\n");
            client.send(EVENT + " ".repeat(LIMIT - EVENT.length()));
            await().until(() -> budget.left() == all - LIMIT);
        }
        await().during(Duration.ofMillis(500)).until(() -> budget.left() == all - LIMIT);
        await().until(() -> budget.left() == all);
    }

    @Test
    void clientThatAsksFirstIsToldToGoOn() throws Exception {
        try (var client = new RawClient()) {
            client.send(
                    HEAD
                            + "Expect: 100-continue\r\nContent-Length: "
                            + EVENT.length()
                            + "\r\n\r\n");

            assertThat(client.answer()).startsWith("HTTP/1.1 100 ");
            assertThat(client.send(EVENT).answer()).startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    void clientThatExpectsSomethingElseIsTold() throws Exception {
        try (var client = new RawClient()) {
            client.send(HEAD + "Expect: the-best\r\nContent-Length: 41\r\n\r\n" + EVENT);

            assertThat(client.answer())
                    .startsWith("HTTP/1.1 417 ")
                    .contains("urn:flagmeter:problem:expectation-failed");
        }
    }

    @Test
    void compressedBodyIsRefusedByTheNameOfItsCoding() {
        for (String path : List.of("/events", "/events/batch", "/tenants")) {
            var request =
                    Api.operator()
                            .header("Content-Encoding", "x-own")
                            .contentType("application/json");
            Api.isProblem(request.body("[]").post(path).then(), 415, "unsupported-encoding")
                    .header("Accept-Encoding", equalTo("identity"))
                    .body("detail", containsString("x-own"));
        }
    }

    @Test
    void numberThatIsNoneIsRefusedWithoutAdvice() {
        String event = EVENT.replace(":1}", ":NaN}");
        Api.isProblem(Api.event(event), 400, "malformed-json")
                .body("detail", equalTo("Non-standard token 'NaN' at line 1, column 41"));
        Api.post("/events/batch", "application/x-ndjson", event)
                .body(
                        "results[0].reason",
                        equalTo("item is malformed JSON: Non-standard token 'NaN'"));
    }

    @Test
    void clientThatAsksFirstWithTooMuchIsToldNotTo() throws Exception {
        try (var client = new RawClient()) {
            client.send(HEAD + "Expect: 100-continue\r\nContent-Length: 9000000\r\n\r\n");

            assertTooLarge(client.answer());
        }
    }

    @Test
    void bodyThatNobodyReadsDoesNotBlockTheNextRequest() throws Exception {
        String unread = "Content-Length: 300000\r\n\r\n" + " ".repeat(300_000);
        try (var client = new RawClient()) {
            client.send(
                    "POST /events HTTP/1.1\r\nHost: t\r\nContent-Type: text/csv\r\n"
                            + Api.KEY_HEADER
                            + unread);
            assertThat(client.answer()).startsWith("HTTP/1.1 415 ");
            client.send("PUT /events HTTP/1.1\r\nHost: t\r\n" + Api.KEY_HEADER + unread);
            assertThat(client.answer()).startsWith("HTTP/1.1 405 ");
            client.send("POST /nowhere HTTP/1.1\r\nHost: t\r\n" + Api.KEY_HEADER + unread);
            assertThat(client.answer()).startsWith("HTTP/1.1 404 ");
            client.send("POST /usage/t HTTP/1.1\r\nHost: t\r\n" + Api.KEY_HEADER + unread);
            assertThat(client.answer()).startsWith("HTTP/1.1 405 ");
            client.send(HEAD + "Content-Length: " + EVENT.length() + "\r\n\r\n" + EVENT);
            assertThat(client.answer()).startsWith("HTTP/1.1 200 ");
        }
    }
}
