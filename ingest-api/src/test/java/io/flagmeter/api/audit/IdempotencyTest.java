package io.flagmeter.api.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import io.flagmeter.api.Api;
import io.flagmeter.api.TestMeter;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.ExtractableResponse;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code Idempotency-Key} of all that is posted to the admin API. */
@QuarkusTest
class IdempotencyTest {

    private static final String WAITING =
            """
            SELECT pid FROM pg_stat_activity
             WHERE wait_event_type = 'Lock' AND datname = current_database()
            """;

    @Inject TestMeter meter;
    @Inject DataSource database;

    @BeforeEach
    void emptyMeter() throws Exception {
        meter.empty();
    }

    private static RequestSpecification once(String key) {
        return Api.operator().header("Idempotency-Key", key).contentType("application/json");
    }

    private static ValidatableResponse tenant(String key, String name) {
        return once(key).body("{\"name\":\"%s\"}".formatted(name)).post("/tenants").then();
    }

    private static String withoutSecret(ExtractableResponse<Response> answer) {
        return answer.asString().replaceAll(",\"(key|secret)\":\"[^\"]*\"", "");
    }

    @Test
    void everyPostIsDoneOnceAndAnsweredTheSame() throws Exception {
        for (String operation : AdminOperations.all()) {
            if (!operation.startsWith("post ")) {
                continue;
            }
            AdminOperations.prepare(meter);

            var first = AdminOperations.ask(operation, meter, once("once")).extract();
            var again = AdminOperations.ask(operation, meter, once("once")).extract();

            assertThat(first.statusCode()).as(operation).isBetween(200, 202);
            assertThat(first.header("Idempotency-Replayed")).as(operation).isNull();
            assertThat(again.statusCode()).as(operation).isEqualTo(first.statusCode());
            assertThat(again.asString()).as(operation).isEqualTo(withoutSecret(first));
            assertThat(again.header("Idempotency-Replayed")).as(operation).isEqualTo("true");
            Api.get("/audit").body("items", hasSize(1));
            assertThat(meter.rows("SELECT body FROM idempotency_keys").getFirst())
                    .doesNotContainPattern("fm_[A-Za-z0-9]{7}")
                    .doesNotContain("whsec_");
            Api.isProblem(tenant("once", "another"), 422, "idempotency-key-reused");
        }
    }

    @Test
    void keyIsShownOnceHoweverOftenItIsAskedFor() {
        String body = "{\"name\":\"k\",\"scopes\":[\"read\"]}";
        var first = once("k").body(body).post("/keys").then().body("$", hasKey("key"));
        once("k")
                .body(body)
                .post("/keys")
                .then()
                .statusCode(201)
                .body("$", not(hasKey("key")))
                .body("id", equalTo(first.extract().path("id")));
        Api.get("/keys").body("items", hasSize(1));
    }

    @Test
    void refusalIsNoAnswerToKeep() throws Exception {
        Api.isProblem(tenant("a", "no name"), 400, "invalid-field");
        tenant("a", "acme").statusCode(201);
        Api.isProblem(tenant("b", "acme"), 409, "conflict");
        meter.sql("DELETE FROM tenants");
        tenant("b", "acme").statusCode(201);
    }

    @Test
    void answerIsForgottenAfterADay() throws Exception {
        tenant("a", "acme").statusCode(201);
        meter.sql("UPDATE idempotency_keys SET created_at = now() - interval '24 hours'");

        Api.isProblem(tenant("a", "acme"), 409, "conflict");
        tenant("b", "other").statusCode(201);
        assertThat(meter.rows("SELECT key FROM idempotency_keys")).containsExactly("b");
        tenant("a", "third").statusCode(201).header("Idempotency-Replayed", nullValue());
    }

    @Test
    void twoCallersMayUseOneKey() {
        tenant("a", "acme").statusCode(201);
        String key =
                Api.post("/keys", "application/json", "{\"name\":\"o\",\"scopes\":[\"admin\"]}")
                        .extract()
                        .path("key");
        var other = "Bearer " + key;
        await().until(
                        () ->
                                RestAssured.given()
                                                .header("Authorization", other)
                                                .get("/audit")
                                                .statusCode()
                                        == 200);

        RestAssured.given()
                .header("Authorization", other)
                .header("Idempotency-Key", "a")
                .contentType("application/json")
                .body("{\"name\":\"other\"}")
                .post("/tenants")
                .then()
                .statusCode(201);
    }

    @Test
    void requestThatIsUnderWayIsNotBegunAgain() throws Exception {
        try (Connection holder = database.getConnection();
                Statement lock = holder.createStatement()) {
            holder.setAutoCommit(false);
            lock.execute("LOCK TABLE audit_log IN EXCLUSIVE MODE");
            var first = CompletableFuture.supplyAsync(() -> tenant("a", "acme").extract());
            await().until(() -> !meter.rows(WAITING).isEmpty());

            Api.isProblem(tenant("a", "acme"), 409, "idempotency-key-in-use")
                    .header("Retry-After", equalTo("1"));

            holder.rollback();
            assertThat(first.join().statusCode()).isEqualTo(201);
        }
        tenant("a", "acme").statusCode(201).header("Idempotency-Replayed", equalTo("true"));
    }

    /** Of another process nothing is known but its lock. */
    @Test
    void requestThatAnotherProcessIsAtIsNotBegun() throws Exception {
        try (Connection holder = database.getConnection();
                Statement lock = holder.createStatement()) {
            holder.setAutoCommit(false);
            lock.execute(
                    "SELECT pg_advisory_xact_lock(hashtextextended('idempotency operator a', 0))");

            Api.isProblem(tenant("a", "acme"), 409, "idempotency-key-in-use");

            holder.rollback();
        }
        tenant("a", "acme").statusCode(201);
    }

    /** Moving letters is no transaction: who died at it left a row that says so. */
    @Test
    void requestOfAProcessThatDiedIsBegunAgainAfterAMinute() throws Exception {
        once("a").post("/dead-letters/replay").then().statusCode(200);
        meter.sql("UPDATE idempotency_keys SET status = NULL, body = NULL");

        Api.isProblem(once("a").post("/dead-letters/replay").then(), 409, "idempotency-key-in-use");

        meter.sql("UPDATE idempotency_keys SET created_at = now() - interval '61 seconds'");
        once("a")
                .post("/dead-letters/replay")
                .then()
                .statusCode(200)
                .header("Idempotency-Replayed", nullValue());
        once("a")
                .post("/dead-letters/replay")
                .then()
                .header("Idempotency-Replayed", equalTo("true"));
    }

    @Test
    void answersThatAreKeptAreBounded() throws Exception {
        fill("operator", 9_999);
        tenant("a", "acme").statusCode(201);
        Api.isProblem(tenant("b", "other"), 503, "busy")
                .body("detail", containsString("Idempotency-Key"));
        tenant("a", "acme").statusCode(201);

        meter.sql("UPDATE idempotency_keys SET caller = 'somebody' WHERE key <> 'a'");
        tenant("b", "other").statusCode(201);
        fill("else", 10_000);
        Api.isProblem(tenant("c", "third"), 503, "busy");
        Api.post("/tenants", "application/json", "{\"name\":\"third\"}").statusCode(201);
    }

    private void fill(String caller, int count) throws Exception {
        meter.sql(
                """
                INSERT INTO idempotency_keys (caller, key, request, status, body)
                SELECT '%s', 'k' || i, '', 200, '{}' FROM generate_series(1, %d) i
                """
                        .formatted(caller, count));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "", "ä", "\t"})
    void keyThatIsNoneIsRefused(String key) {
        Api.isProblem(tenant(key, "acme"), 400, "invalid-parameter");
    }

    @Test
    void keyMayHave255Characters() {
        tenant("k".repeat(255), "acme").statusCode(201);
        Api.isProblem(tenant("k".repeat(256), "acme"), 400, "invalid-parameter");
        Api.isProblem(
                once("a").header("Idempotency-Key", "b").body("{}").post("/tenants").then(),
                400,
                "invalid-parameter");
        Api.isProblem(
                once("c").body("{\"name\":\"" + "x".repeat(70_000) + "\"}").post("/tenants").then(),
                413,
                "body-too-large");
    }
}
