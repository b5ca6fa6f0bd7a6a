package io.flagmeter.api.keys;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.flagmeter.api.Api;
import io.flagmeter.api.TestMeter;
import io.flagmeter.model.access.ApiKey;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class KeysTest {

    /** What the issue promises of a revocation, and a busy machine's time. */
    private static final Duration SOON = Duration.ofSeconds(5);

    private static final String READER = "{\"name\":\"r\",\"scopes\":[\"read\"]}";

    @Inject TestMeter meter;

    @BeforeEach
    void empty() throws Exception {
        meter.empty();
    }

    private static ValidatableResponse create(String body) {
        return Api.post("/keys", "application/json", body);
    }

    private static String key(ValidatableResponse answer) {
        return answer.statusCode(201).extract().path("key");
    }

    private static int status(String key) {
        return given().header("Authorization", "Bearer " + key).get("/usage/nobody").statusCode();
    }

    private static void awaitStatus(String key, int status) {
        await().atMost(SOON).untilAsserted(() -> assertThat(status(key)).isEqualTo(status));
    }

    @Test
    void newKeyIsShownOnceAndOpensWhatItIsFor() throws Exception {
        var made =
                create(
                                "{\"name\":\"checkout\",\"scopes\":[\"read\",\"ingest\"],"
                                        + "\"tenant\":\"acme\"}")
                        .body("name", equalTo("checkout"))
                        .body("scopes", contains("ingest", "read"))
                        .body("tenant", equalTo("acme"))
                        .body("expiresAt", nullValue())
                        .body("revokedAt", nullValue());
        String key = key(made);
        String id = made.extract().path("id");

        assertThat(ApiKey.isWellFormed(key)).isTrue();
        Api.get("/keys/" + id)
                .statusCode(200)
                .body("shown", equalTo(key.substring(0, 9)))
                .body("$", not(hasKey("key")));
        assertThat(meter.rows("SELECT to_jsonb(k)::text FROM api_keys k").getFirst())
                .doesNotContain(key.substring(9));
        await().atMost(SOON)
                .until(
                        () ->
                                given().header("X-Api-Key", key).get("/usage/acme").statusCode()
                                        == 404);
    }

    @Test
    void useOfAKeyIsNoted() throws Exception {
        String key = key(create(READER));
        awaitStatus(key, 404);

        // A change makes every process read, and before that write what it noted.
        create("{\"name\":\"other\",\"scopes\":[\"read\"]}");

        await().atMost(SOON)
                .untilAsserted(
                        () ->
                                assertThat(
                                                meter.rows(
                                                        "SELECT name FROM api_keys"
                                                                + " WHERE last_used_at IS NOT NULL"))
                                        .containsExactly("r"));
    }

    @Test
    void revokedKeyOpensNothingWithinASecondAndStaysInTheList() {
        var made = create(READER);
        String key = key(made);
        String id = made.extract().path("id");
        awaitStatus(key, 404);

        Api.operator().delete("/keys/" + id).then().statusCode(204);

        await().atMost(Duration.ofSeconds(1)).until(() -> status(key) == 401);
        String revokedAt = Api.get("/keys/" + id).extract().path("revokedAt");
        Api.operator().delete("/keys/" + id).then().statusCode(204);
        Api.get("/keys").body("items.revokedAt", contains(revokedAt));
    }

    /** Another process does no more. */
    @Test
    void keyThatAnotherProcessChangesIsKnownToBeWithoutANotification() throws Exception {
        String key = key(create(READER));
        awaitStatus(key, 404);

        meter.sql("UPDATE api_keys SET scopes = '{ingest}'; UPDATE changes SET version = -1");

        awaitStatus(key, 403);
    }

    @Test
    void expiredKeyOpensNothing() {
        String key =
                key(
                        create(
                                READER.replace(
                                        "}",
                                        ",\"expiresAt\":\"%s\"}"
                                                .formatted(Instant.now().plusSeconds(4)))));
        awaitStatus(key, 404);

        await().atMost(Duration.ofSeconds(8)).until(() -> status(key) == 401);
        Api.isProblem(
                        given().header("Authorization", "Bearer " + key).get("/keys").then(),
                        401,
                        "unauthorized")
                .body("detail", equalTo("this key has expired"));
    }

    @Test
    void rotatedKeyMayDoTheSameAndTheOldOneEndsAfterTheOverlap() {
        var made = create("{\"name\":\"r\",\"scopes\":[\"read\"],\"tenant\":\"nobody\"}");
        String old = key(made);
        String id = made.extract().path("id");
        awaitStatus(old, 404);

        var renewed =
                Api.post("/keys/" + id + "/rotate", "application/json", "{\"overlapSeconds\":3}")
                        .body("tenant", equalTo("nobody"))
                        .body("expiresAt", nullValue());
        String key = key(renewed);

        awaitStatus(key, 404);
        Api.get("/keys/" + id).body("expiresAt", notNullValue());
        await().atMost(Duration.ofSeconds(8)).until(() -> status(old) == 401);
        assertThat(status(key)).isEqualTo(404);
        Api.isProblem(
                Api.post("/keys/" + id + "/rotate", "application/json", "{}"), 409, "conflict");
    }

    @Test
    void keysAreListedByPageAndTenant() {
        for (String tenant : new String[] {"a", "b", "a"}) {
            create(READER.replace("}", ",\"tenant\":\"" + tenant + "\"}")).statusCode(201);
        }

        var first = Api.get("/keys?limit=2").body("items", hasSize(2));
        Api.get("/keys?limit=2&after=" + first.extract().path("next"))
                .body("items.tenant", contains("a"))
                .body("next", nullValue());
        Api.get("/keys?tenant=b").body("items.tenant", contains("b"));
        Api.isProblem(Api.get("/keys?after=x"), 400, "invalid-parameter");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"scopes\":[\"read\"]}",
                "{\"name\":\" \",\"scopes\":[\"read\"]}",
                "{\"name\":\"a\\u0000\",\"scopes\":[\"read\"]}",
                "{\"name\":\"\\ud800\",\"scopes\":[\"read\"]}",
                "{\"name\":\"r\"}",
                "{\"name\":\"r\",\"scopes\":[]}",
                "{\"name\":\"r\",\"scopes\":[\"root\"]}",
                "{\"name\":\"r\",\"scopes\":[\"read\",\"read\"]}",
                "{\"name\":\"r\",\"scopes\":[\"read\",\"read\",\"read\",\"read\"]}",
                "{\"name\":\"r\",\"scopes\":[1]}",
                "{\"name\":\"r\",\"scopes\":\"read\"}",
                "{\"name\":\"r\",\"scopes\":[\"admin\"],\"tenant\":\"acme\"}",
                "{\"name\":\"r\",\"scopes\":[\"read\"],\"tenant\":\"a b\"}",
                "{\"name\":\"r\",\"scopes\":[\"read\"],\"expiresAt\":\"tomorrow\"}",
                "{\"name\":\"r\",\"scopes\":[\"read\"],\"expiresAt\":\"2020-01-01T00:00:00Z\"}",
                "{\"name\":\"r\",\"scopes\":[\"read\"],\"expiresAt\":\"+999999-01-01T00:00:00Z\"}"
            })
    void keyThatWouldMakeNoSenseIsRefused(String body) throws Exception {
        Api.isProblem(create(body), 400, "invalid-field");
        assertThat(meter.rows("SELECT id FROM api_keys")).isEmpty();
    }

    @Test
    void thereAreAsManyKeysAsEveryProcessCanHold() throws Exception {
        meter.sql(
                """
                INSERT INTO api_keys (hash, shown, name, scopes)
                SELECT sha256(n::text::bytea), 'fm_', 'n', '{read}' FROM generate_series(1, 10000) n
                """);
        Api.isProblem(create(READER), 409, "conflict").body("limit", equalTo(10_000));

        meter.sql(
                "UPDATE api_keys SET revoked_at = now() - interval '31 days' WHERE id = (SELECT id FROM api_keys LIMIT 1)");
        create(READER).statusCode(201);
    }

    @Test
    void keyThatIsNotThereIsAProblem() {
        Api.isProblem(Api.get("/keys/x"), 404, "unknown-key");
        Api.isProblem(Api.operator().delete("/keys/x").then(), 404, "unknown-key");
        Api.isProblem(
                Api.post(
                        "/keys/0199f1d2-6f0a-7c3e-9b1a-3f2f6a7c8d90/rotate",
                        "application/json",
                        "{}"),
                404,
                "unknown-key");
    }
}
