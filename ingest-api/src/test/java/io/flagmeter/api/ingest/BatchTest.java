package io.flagmeter.api.ingest;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.flagmeter.api.Api;
import io.flagmeter.api.Golden;
import io.flagmeter.api.TestMeter;
import io.flagmeter.model.event.UsageEvent;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.Collections;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class BatchTest {

    private static final String GOOD =
            "{\"id\":\"%s\",\"tenant\":\"acme-corp\",\"feature\":\"gpt-4-turbo\",\"tokens\":1500}";
    private static final String BAD =
            "{\"id\":\"a-2\",\"tenant\":\"acme-corp\",\"feature\":\"gpt-4-turbo\",\"tokens\":-1}";

    @Inject TestMeter meter;

    @BeforeEach
    void empty() throws Exception {
        meter.empty();
    }

    private static String good(int i) {
        return GOOD.formatted("a-" + i);
    }

    @Test
    void goodItemsOfAnArrayAreTakenAndBadOnesNamed() {
        String body = "[" + good(1) + "," + BAD + ",7]";
        String answer =
                Api.post("/events/batch", "application/json", body)
                        .statusCode(200)
                        .extract()
                        .asString();

        assertThat(answer).isEqualTo(Golden.file("batch.json"));
        assertThat(meter.queued().stream().map(UsageEvent::id)).containsExactly("a-1");
        assertThat(meter.accepted()).isEqualTo(1);
    }

    @Test
    void goodLinesAreTakenAndBadOnesNamed() {
        String body = good(1) + "\r\n\n" + BAD + "\n7\n";
        String answer =
                Api.post("/events/batch", "application/x-ndjson", body)
                        .statusCode(200)
                        .extract()
                        .asString();

        assertThat(answer).isEqualTo(Golden.file("batch.json"));
        assertThat(meter.queued()).hasSize(1);
    }

    @Test
    void cloudEventsAreTaken() {
        String one = Golden.file("cloud-event.json").replaceAll("\"time\":[^,]*,", "");
        String two = one.replace("8f14e45f", "other");

        Api.post("/events/batch", "application/cloudevents-batch+json", "[" + one + "," + two + "]")
                .statusCode(200)
                .body("accepted", equalTo(2))
                .body("results[1].id", equalTo("/gateway/eu-1 other"));

        assertThat(meter.queued()).hasSize(2);
    }

    @Test
    void wholeBatchOfBadItemsIsStillAnAnswer() {
        Api.post("/events/batch", "application/json", "[" + BAD + "]")
                .statusCode(200)
                .body("accepted", equalTo(0))
                .body("rejected", equalTo(1));

        assertThat(meter.accepted()).isZero();
    }

    @Test
    void thousandItemsAreTakenInOrder() {
        String body = IntStream.range(0, 1000).mapToObj(BatchTest::good).collect(joining("\n"));

        Api.post("/events/batch", "application/x-ndjson", body)
                .statusCode(200)
                .body("accepted", equalTo(1000))
                .body("results[999].id", equalTo("a-999"));

        assertThat(meter.queued().stream().map(UsageEvent::id))
                .containsExactlyElementsOf(
                        IntStream.range(0, 1000).mapToObj(i -> "a-" + i).toList());
        assertThat(meter.accepted()).isEqualTo(1000);
    }

    @Test
    void oneItemTooManyIsRefusedWhole() {
        String body = "[" + String.join(",", Collections.nCopies(1001, good(1))) + "]";

        Api.isProblem(Api.post("/events/batch", "application/json", body), 413, "batch-too-long")
                .body("limit", equalTo(1000));

        assertThat(meter.queued()).isEmpty();
    }

    @Test
    void whatIsNoBatchIsRefusedWhole() {
        String cut = "[" + good(1) + ",{";

        Api.isProblem(Api.post("/events/batch", "application/json", cut), 400, "malformed-json");
        Api.isProblem(Api.post("/events/batch", "application/json", "[]"), 400, "empty-batch");
        Api.isProblem(Api.post("/events/batch", "application/json", ""), 400, "empty-body");
        Api.isProblem(Api.post("/events/batch", "application/x-ndjson", "\n"), 400, "empty-batch");
        Api.isProblem(
                Api.post("/events/batch", "text/csv", good(1)), 415, "unsupported-media-type");

        assertThat(meter.queued()).isEmpty();
    }
}
