package io.flagmeter.api.webhooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.flagmeter.api.Api;
import io.flagmeter.api.TestMeter;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The alerting service is played by SQL. */
@QuarkusTest
class SendTestTest {

    @Inject TestMeter meter;
    private String path = "";

    @BeforeEach
    void empty() throws Exception {
        meter.empty();
        meter.sql("INSERT INTO slack_webhooks (tenant, url) VALUES ('*', 'https://a.example')");
        path =
                "/webhooks/%s/test"
                        .formatted(meter.rows("SELECT id FROM slack_webhooks").getFirst());
    }

    /** Records an attempt at the message as soon as it is there. */
    private CompletableFuture<Void> alerting(String state, String status, String error) {
        return CompletableFuture.runAsync(
                () ->
                        await().ignoreExceptions()
                                .until(
                                        () ->
                                                !meter.rows(
                                                                """
                                                                WITH tried AS (
                                                                    UPDATE alert_deliveries
                                                                    SET state = '%s', attempts = 1
                                                                    RETURNING tenant, id)
                                                                INSERT INTO alert_attempts
                                                                    (tenant, delivery_id, started_at,
                                                                     duration_ms, status, error)
                                                                SELECT tenant, id, now(), 1, %s, %s
                                                                  FROM tried
                                                                RETURNING id
                                                                """
                                                                        .formatted(
                                                                                state, status,
                                                                                error))
                                                        .isEmpty()));
    }

    @Test
    void deliveredMessageIsTold() {
        CompletableFuture<Void> attempt = alerting("delivered", "200", "null");

        Api.operator()
                .post(path)
                .then()
                .statusCode(200)
                .body("state", equalTo("delivered"))
                .body("attempts", equalTo(1))
                .body("status", equalTo(200))
                .body("lastError", nullValue());
        attempt.join();
    }

    @Test
    void failedAttemptIsToldAtOnceAlthoughItIsTriedAgain() {
        CompletableFuture<Void> attempt = alerting("pending", "500", "'HTTP 500'");

        Api.operator()
                .post(path)
                .then()
                .statusCode(200)
                .body("state", equalTo("pending"))
                .body("lastError", equalTo("HTTP 500"));
        attempt.join();
    }

    @Test
    void messageThatNobodySendsIsStillPending() throws Exception {
        Api.operator().post(path).then().statusCode(202).body("state", equalTo("pending"));

        assertThat(
                        meter.rows(
                                "SELECT format('%s %s %s', tenant, event, state) FROM alert_deliveries"))
                .containsExactly("* test pending");
    }

    @Test
    void unknownWebhookIsAProblem() {
        Api.isProblem(Api.operator().post("/webhooks/none/test").then(), 404, "unknown-webhook");
    }
}
