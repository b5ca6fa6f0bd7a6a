package io.flagmeter.api.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.flagmeter.api.Api;
import io.flagmeter.api.Golden;
import io.flagmeter.api.TestMeter;
import io.flagmeter.model.event.TokenParts;
import io.flagmeter.model.event.UsageEvent;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
class EventsTest {

    private static final String EVENT =
            "{\"id\":\"%s\",\"tenant\":\"acme-corp\",\"feature\":\"gpt-4-turbo\",\"tokens\":1500}";

    @Inject TestMeter meter;
    @Inject MeterRegistry metrics;

    @BeforeEach
    void empty() throws Exception {
        meter.empty();
    }

    @Test
    void acceptedEventIsOnTheQueueWhenItIsAnswered() {
        String answer =
                Api.event(EVENT.formatted("completion-8f14e45f"))
                        .statusCode(200)
                        .contentType("application/json")
                        .extract()
                        .asString();

        assertThat(answer).isEqualTo(Golden.file("accepted.json"));
        UsageEvent event = meter.queued().getFirst();
        assertThat(event.id()).isEqualTo("completion-8f14e45f");
        assertThat(event.tenant()).isEqualTo("acme-corp");
        assertThat(event.feature()).isEqualTo("gpt-4-turbo");
        assertThat(event.tokens()).isEqualTo(1500);
        assertThat(event.timestamp()).isBetween(Instant.now().minusSeconds(10), Instant.now());
        assertThat(meter.queued()).hasSize(1);
        assertThat(meter.accepted()).isEqualTo(1);
    }

    @Test
    void missingIdIsMadeUpAndAnswered() {
        String id =
                Api.event("{\"tenant\":\"t\",\"feature\":\"f\",\"tokens\":0}")
                        .statusCode(200)
                        .extract()
                        .path("id");

        assertThat(id).hasSize(36);
        assertThat(meter.queued().getFirst().id()).isEqualTo(id);
    }

    @Test
    void cloudEventIsAnEvent() {
        String now = Instant.now().toString();
        String body = Golden.file("cloud-event.json").replace("2026-11-20T11:32:07.123Z", now);

        Api.post("/events", "application/cloudevents+json; charset=UTF-8", body)
                .statusCode(200)
                .body("id", equalTo("/gateway/eu-1 8f14e45f"));

        assertThat(meter.queued().getFirst().tenant()).isEqualTo("acme-corp");
    }

    @Test
    void cloudEventMayStandInTheHeaders() {
        Api.operator()
                .contentType("application/json")
                .header("ce-specversion", "1.0")
                .header("ce-type", "com.example.llm.completion")
                .header("ce-source", "/gateway/eu-1")
                .header("ce-id", "Euro%20%E2%82%AC")
                .header("ce-subject", "acme-corp")
                .header("ce-time", Instant.now().toString())
                .body("{\"feature\":\"f\",\"usage\":{\"input_tokens\":5,\"output_tokens\":2}}")
                .post("/events")
                .then()
                .statusCode(200)
                .body("id", equalTo("/gateway/eu-1 Euro €"));

        UsageEvent event = meter.queued().getFirst();
        assertThat(event.tenant()).isEqualTo("acme-corp");
        assertThat(event.parts()).isEqualTo(new TokenParts(5, 0, 0, 2, 0));
    }

    @Test
    void cloudEventWhoseHeadersBreakARuleIsAProblem() {
        Api.isProblem(
                        Api.operator()
                                .contentType("application/json")
                                .header("ce-id", "%FF")
                                .body("{\"feature\":\"f\",\"tokens\":7}")
                                .post("/events")
                                .then(),
                        400,
                        "invalid-event")
                .body("field", equalTo("ce-id"));
        assertThat(meter.queued()).isEmpty();
    }

    @Test
    void whatTheVendorSaidIsOnTheQueueTakenApart() {
        Api.event(
                        "{\"tenant\":\"t\",\"feature\":\"f\",\"usage\":{\"prompt_tokens\":9,"
                                + "\"prompt_tokens_details\":{\"cached_tokens\":4},\"completion_tokens\":3}}")
                .statusCode(200);

        UsageEvent event = meter.queued().getFirst();
        assertThat(event.tokens()).isEqualTo(12);
        assertThat(event.parts()).isEqualTo(new TokenParts(5, 4, 0, 3, 0));
    }

    @Test
    void everyAcceptedEventIsOnTheListExactlyOnce() {
        List<String> ids = IntStream.range(0, 400).mapToObj(i -> "e" + i).toList();
        try (var http = HttpClient.newHttpClient()) {
            // All at once, so that many share a group.
            ids.stream()
                    .map(id -> http.sendAsync(request(id), BodyHandlers.discarding()))
                    .toList()
                    .forEach(answer -> assertThat(answer.join().statusCode()).isEqualTo(200));
        }

        assertThat(meter.queued().stream().map(UsageEvent::id))
                .containsExactlyInAnyOrderElementsOf(ids);
        assertThat(meter.accepted()).isEqualTo(400);
        assertThat(metrics.get("flagmeter.ingest.group.size").summary().max()).isGreaterThan(1);
    }

    private static HttpRequest request(String id) {
        return HttpRequest.newBuilder(
                        URI.create("http://localhost:" + RestAssured.port + "/events"))
                .header("Authorization", "Bearer " + Api.KEY)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(EVENT.formatted(id)))
                .build();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            textBlock =
                    """
                    {"tenant":"t","feature":"f","tokens":-1}   | invalid-event  | tokens
                    {"feature":"f","tokens":1}                 | invalid-event  | tenant
                    {"tenant":"t","feature":"f","tokens":1,"timestamp":"2020-01-01T00:00:00Z"} | invalid-event | timestamp
                    {"tenant":"t","feature":"f","tokens":1,"usage":{"prompt_tokens":2}} | invalid-event | tokens
                    {"tenant":"t","feature":"f","usage":{"prompt_tokens":-2}} | invalid-event | usage.prompt_tokens
                    {"tenant":"t"                              | malformed-json |
                    [{"tenant":"t","feature":"f","tokens":1}]  | malformed-json |
                    """)
    void badEventIsAProblemAndIsNotTaken(String body, String slug, String field) {
        Api.isProblem(Api.event(body), 400, slug)
                .body("field", equalTo(field))
                .body("instance", equalTo("/events"));

        assertThat(meter.queued()).isEmpty();
        assertThat(meter.accepted()).isZero();
    }

    @Test
    void emptyBodyIsAProblem() {
        Api.isProblem(Api.event(""), 400, "empty-body");
    }

    @ParameterizedTest
    @CsvSource({
        "text/plain",
        "application/xml",
        "application/x-ndjson",
        "application/json; charset=latin1"
    })
    void otherMediaTypesAreAProblemThatNamesTheRightOnes(String mediaType) {
        String detail =
                Api.isProblem(Api.post("/events", mediaType, EVENT), 415, "unsupported-media-type")
                        .extract()
                        .path("detail");

        assertThat(detail).contains("application/json", "application/cloudevents+json");
    }
}
