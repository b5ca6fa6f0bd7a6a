package io.flagmeter.api.webhooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import io.flagmeter.api.Api;
import io.flagmeter.api.TestMeter;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
class WebhooksTest {

    private static final String SLACK = "https://hooks.slack.com/services/T0/B0/secretsecretABCD";

    @Inject TestMeter meter;

    @BeforeEach
    void empty() throws Exception {
        meter.empty();
        meter.sql("INSERT INTO tenants (name) VALUES ('acme'), ('other')");
    }

    private static ValidatableResponse add(String body) {
        return Api.post("/webhooks", "application/json", body);
    }

    private static String added(String body) {
        return add(body).statusCode(201).extract().path("id");
    }

    private static String slack() {
        return added(
                "{\"kind\": \"slack\", \"tenant\": \"acme\", \"url\": \"%s\"}".formatted(SLACK));
    }

    private static String signed() {
        return added("{\"kind\": \"webhook\", \"url\": \"https://example.com/\"}");
    }

    @Test
    void urlOfSlackIsStoredWholeAndShownMasked() throws Exception {
        String id = slack();

        Api.get("/webhooks/" + id)
                .statusCode(200)
                .body("tenant", equalTo("acme"))
                .body("kind", equalTo("slack"))
                .body("url", equalTo("https://hooks.slack.com/…ABCD"))
                .body("enabled", equalTo(true))
                .body("$", not(hasKey("secret")));
        assertThat(meter.rows("SELECT url FROM slack_webhooks")).containsExactly(SLACK);
    }

    @Test
    void secretIsMadeUpAndShownOnce() throws Exception {
        ValidatableResponse answer =
                add("{\"kind\": \"webhook\", \"url\": \"https://example.com/x\"}")
                        .statusCode(201)
                        .body("tenant", nullValue())
                        .body("secrets", equalTo(1))
                        .body("secret", startsWith("whsec_"));
        String secret = answer.extract().path("secret");

        assertThat(meter.rows("SELECT secrets[1] FROM webhooks")).containsExactly(secret);
        assertThat(Api.get("/webhooks").extract().asString())
                .doesNotContain(secret)
                .doesNotContain("example.com/x");
    }

    @Test
    void secretsAreRotatedByAddingAndDropping() throws Exception {
        String path = "/webhooks/%s/secrets".formatted(signed());
        String given = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

        Api.post(path, "application/json", "{\"secret\": \"%s\"}".formatted(given))
                .statusCode(201)
                .body("secrets", equalTo(2))
                .body("secret", equalTo(given));
        assertThat(meter.rows("SELECT secrets[1] FROM webhooks")).containsExactly(given);

        Api.operator().delete(path).then().statusCode(200).body("secrets", equalTo(1));
        assertThat(meter.rows("SELECT unnest(secrets) FROM webhooks")).containsExactly(given);
    }

    @Test
    void sixthSecretIsRefused() {
        String path = "/webhooks/%s/secrets".formatted(signed());
        for (int i = 2; i <= 5; i++) {
            Api.post(path, "application/json", "{}").statusCode(201);
        }

        Api.isProblem(Api.post(path, "application/json", "{}"), 409, "conflict")
                .body("limit", equalTo(5));
    }

    @Test
    void slackHasNoSecrets() {
        String path = "/webhooks/%s/secrets".formatted(slack());

        Api.isProblem(Api.post(path, "application/json", "{}"), 409, "conflict");
        Api.isProblem(Api.operator().delete(path).then(), 409, "conflict");
    }

    @Test
    void sameUrlIsTakenOnceATenant() {
        slack();
        added("{\"kind\": \"slack\", \"url\": \"%s\"}".formatted(SLACK));

        Api.isProblem(
                        add(
                                "{\"kind\": \"slack\", \"tenant\": \"acme\", \"url\": \"%s\"}"
                                        .formatted(SLACK)),
                        409,
                        "conflict")
                .body("field", equalTo("url"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    {"url": "https://a.example"}                                        | kind   | must be slack or webhook
                    {"kind": "mail", "url": "https://a.example"}                        | kind   | must be slack or webhook
                    {"kind": "slack"}                                                   | url    | is required
                    {"kind": "slack", "url": "http://a.example"}                        | url    | must begin with https://
                    {"kind": "slack", "url": "http://127.0.0.1:9/x"}                    | url    | must begin with https://
                    {"kind": "slack", "url": "https://169.254.169.254/latest"}          | url    | must not lead to a private
                    {"kind": "slack", "tenant": "nobody", "url": "https://a.example"}   | tenant | is not known
                    {"kind": "slack", "tenant": "no body", "url": "https://a.example"}  | tenant | is not known
                    {"kind": "slack", "url": "https://a.example", "secret": "whsec_x"}  | secret | is for the kind webhook only
                    {"kind": "webhook", "url": "https://a.example", "secret": "hello"}  | secret | must be whsec_
                    {"kind": "webhook", "url": "https://a.example", "secret": "whsec_aGk="} | secret | must be whsec_
                    """)
    void badFieldIsNamedWithItsRule(String body, String field, String rule) {
        Api.isProblem(add(body), 400, "invalid-field")
                .body("field", equalTo(field))
                .body("detail", startsWith(field + " " + rule))
                .body("detail", not(containsString("169.254.169.254/latest")));
    }

    @Test
    void listHoldsWhatConcernsTheTenant() {
        String every = signed();
        String own = slack();
        added("{\"kind\": \"slack\", \"tenant\": \"other\", \"url\": \"https://a.example\"}");

        Api.get("/webhooks?tenant=acme").statusCode(200).body("items.id", contains(every, own));
        Api.get("/webhooks").body("items.size()", equalTo(3));
        Api.isProblem(Api.get("/webhooks?tenant=%00"), 400, "invalid-parameter");
    }

    @Test
    void enablingForgetsWhyItWasDisabled() throws Exception {
        String id = slack();
        meter.sql("UPDATE slack_webhooks SET enabled = false, disabled_reason = 'gone (410)'");
        Api.get("/webhooks/" + id).body("disabledReason", equalTo("gone (410)"));

        Api.patch("/webhooks/" + id, "{\"enabled\": true}")
                .statusCode(200)
                .body("enabled", equalTo(true))
                .body("disabledReason", nullValue());
        Api.patch("/webhooks/" + id, "{\"enabled\": false}").body("enabled", equalTo(false));
        Api.isProblem(Api.patch("/webhooks/" + id, "{}"), 400, "invalid-field");
    }

    @Test
    void removedWebhookIsUnknown() {
        String path = "/webhooks/" + slack();

        Api.operator().delete(path).then().statusCode(204);

        Api.isProblem(Api.get(path), 404, "unknown-webhook");
        Api.isProblem(Api.operator().delete(path).then(), 404, "unknown-webhook");
        Api.isProblem(Api.patch(path, "{\"enabled\": true}"), 404, "unknown-webhook");
        Api.isProblem(Api.get("/webhooks/none"), 404, "unknown-webhook");
    }
}
