package io.flagmeter.api.limits;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.flagmeter.api.Api;
import io.flagmeter.api.TestMeter;
import io.flagmeter.model.event.UsageEvent;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class LimitsTest {

    /** What is promised is a second; and a busy machine's time. */
    private static final Duration SOON = Duration.ofSeconds(5);

    private static final String POLICY = "RateLimit-Policy";

    private static final AtomicInteger PROBES = new AtomicInteger(6_000);

    @Inject TestMeter meter;

    @BeforeEach
    void empty() throws Exception {
        meter.empty();
    }

    /** The next class has no limits. */
    @AfterEach
    void forget() throws Exception {
        meter.empty();
        limit("tenant:last", "{\"requestsPerMinute\":1}");
        meter.sql("DELETE FROM rate_limits; UPDATE changes SET version = -1");
        awaitLimitOfProbe(null);
    }

    private static ValidatableResponse put(String subject, String body) {
        return Api.operator()
                .contentType("application/json")
                .body(body)
                .put("/rate-limits/" + subject)
                .then();
    }

    /** Sets a limit, and waits until the server knows it: all are read at once. */
    private static void limit(String subject, String body) {
        put(subject, body).statusCode(200);
        String probe = String.valueOf(PROBES.incrementAndGet());
        put("tenant:probe", "{\"requestsPerMinute\":%s}".formatted(probe)).statusCode(200);
        awaitLimitOfProbe(probe);
    }

    private static void awaitLimitOfProbe(@Nullable String limit) {
        await().atMost(SOON)
                .until(
                        () ->
                                Objects.equals(
                                        Api.get("/usage/probe")
                                                .extract()
                                                .header("X-RateLimit-Limit"),
                                        limit));
    }

    private static ValidatableResponse event(RequestSpecification as, String tenant, long tokens) {
        return as.contentType("application/json").body(item(tenant, tokens)).post("/events").then();
    }

    private static String item(String tenant, long tokens) {
        return "{\"tenant\":\"%s\",\"feature\":\"f\",\"tokens\":%d}".formatted(tenant, tokens);
    }

    private static ValidatableResponse event(String tenant, long tokens) {
        return event(Api.operator(), tenant, tokens);
    }

    @ParameterizedTest
    @ValueSource(strings = {"bucket", "window"})
    void eventsBeyondATenantsLimitAreRefusedAndNotOnTheList(String algorithm) {
        limit("tenant:acme", "{\"requestsPerMinute\":2,\"algorithm\":\"%s\"}".formatted(algorithm));

        event("acme", 1)
                .statusCode(200)
                .header(POLICY, equalTo("\"tenant-requests\";q=2;w=60"))
                .header("X-RateLimit-Limit", equalTo("2"))
                .header("X-RateLimit-Remaining", equalTo("1"))
                .header("Retry-After", nullValue());
        event("acme", 2).statusCode(200).header("X-RateLimit-Remaining", equalTo("0"));
        var refused = Api.isProblem(event("acme", 3), 429, "rate-limited");
        refused.body("limit", equalTo(2));
        int wait = Integer.parseInt(refused.extract().header("Retry-After"));
        assertThat(wait).isBetween(1, 120);
        assertThat(refused.extract().header("RateLimit")).startsWith("\"tenant-requests\";r=0;t=");
        event("other", 4).statusCode(200).header(POLICY, nullValue());

        assertThat(meter.queued()).extracting(UsageEvent::tokens).containsExactly(1L, 2L, 4L);
        assertThat(meter.accepted()).isEqualTo(3);
    }

    @Test
    void tokensAreLimitedByTheMinute() {
        limit("tenant:acme", "{\"tokensPerMinute\":100}");

        event("acme", 70).statusCode(200).header("X-RateLimit-Remaining", equalTo("30"));
        Api.isProblem(event("acme", 50), 429, "rate-limited");
        event("acme", 30).statusCode(200);

        assertThat(meter.queued()).extracting(UsageEvent::tokens).containsExactly(70L, 30L);
    }

    @Test
    void defaultIsEachTenantsThatHasNoneOfItsOwn() {
        limit("tenant:large", "{\"requestsPerMinute\":1000}");
        limit("default", "{\"requestsPerMinute\":1}");

        event("a", 1).statusCode(200);
        event("a", 1).statusCode(429);
        event("b", 1).statusCode(200);
        event("large", 1).statusCode(200);
        event("large", 1).statusCode(200);
    }

    @Test
    void batchTakesTheEventsOfTenantsThatKeepTheirLimit() {
        limit("tenant:acme", "{\"requestsPerMinute\":1}");
        event("acme", 1).statusCode(200);

        String batch = "[%s,%s,%s]".formatted(item("acme", 2), item("other", 3), item("acme", 4));
        Api.post("/events/batch", "application/json", batch)
                .statusCode(200)
                .body("accepted", equalTo(1))
                .body("results.status", contains("rejected", "accepted", "rejected"))
                .body("results[0].field", equalTo("tenant"));
        Api.isProblem(
                Api.post("/events/batch", "application/json", "[" + item("acme", 5) + "]"),
                429,
                "rate-limited");

        assertThat(meter.queued()).extracting(UsageEvent::tokens).containsExactly(1L, 3L);
    }

    @Test
    void keysLimitIsForAllThatItAsks() {
        var made =
                Api.post(
                        "/keys",
                        "application/json",
                        "{\"name\":\"k\",\"scopes\":[\"ingest\",\"read\",\"admin\"]}");
        String key = made.statusCode(201).extract().path("key");
        limit("key:" + made.extract().path("id"), "{\"requestsPerMinute\":4}");
        await().atMost(SOON).until(() -> status(key, "/q/openapi") == 200);

        event(with(key), "a", 1).statusCode(200);
        assertThat(status(key, "/usage/b")).isEqualTo(404);
        // Its body is read after Valkey has answered.
        with(key)
                .contentType("application/json")
                .body("{\"name\":\"k2\",\"scopes\":[\"read\"]}")
                .post("/keys")
                .then()
                .statusCode(201)
                .header("X-RateLimit-Remaining", equalTo("1"));
        assertThat(status(key, "/nowhere")).isEqualTo(404);
        Api.isProblem(event(with(key), "c", 1), 429, "rate-limited");
        Api.isProblem(with(key).get("/usage/a").then(), 429, "rate-limited");
        Api.isProblem(with(key).get("/keys").then(), 429, "rate-limited");
        event("a", 1).statusCode(200);
    }

    private static RequestSpecification with(String key) {
        return given().header("Authorization", "Bearer " + key);
    }

    private static int status(String key, String path) {
        return with(key).get(path).statusCode();
    }

    @Test
    void quotaChecksOfATenantCountAndOthersDoNot() {
        limit("tenant:acme", "{\"requestsPerMinute\":4}");

        Api.get("/events?tenant=acme")
                .statusCode(400)
                .header("X-RateLimit-Remaining", equalTo("3"));
        Api.get("/usage/acme/series").statusCode(400).header("X-RateLimit-Remaining", equalTo("2"));
        Api.get("/usage/acme").statusCode(404).header("X-RateLimit-Remaining", equalTo("1"));
        event("acme", 1).statusCode(200).header("X-RateLimit-Remaining", equalTo("0"));
        Api.isProblem(Api.get("/usage/acme"), 429, "rate-limited");
        Api.get("/usage/other").statusCode(404).header(POLICY, nullValue());
    }

    @Test
    void limitsAreListedChangedAndEnded() {
        put("tenant:a/b", "{\"requestsPerMinute\":1}").body("algorithm", equalTo("bucket"));
        put("default", "{\"tokensPerMinute\":5,\"burstSeconds\":10}")
                .body("burstSeconds", equalTo(10));
        put("tenant:a/b", "{\"requestsPerMinute\":2,\"algorithm\":\"window\"}")
                .statusCode(200)
                .body("requestsPerMinute", equalTo(2));

        var first = Api.get("/rate-limits?limit=1").body("items.subject", contains("default"));
        Api.get("/rate-limits?after=" + first.extract().path("next"))
                .body("items.subject", contains("tenant:a/b"))
                .body("items.algorithm", contains("window"))
                .body("next", nullValue());
        Api.operator().delete("/rate-limits/tenant:a/b").then().statusCode(204);
        Api.isProblem(
                Api.operator().delete("/rate-limits/tenant:a/b").then(), 404, "unknown-rate-limit");
        Api.isProblem(Api.get("/rate-limits?after=x"), 400, "invalid-parameter");
        Api.isProblem(put("nobody", "{\"requestsPerMinute\":1}"), 404, "unknown-rate-limit");
        Api.isProblem(
                put("key:0199f1d2-6f0a-7c3e-9b1a-3f2f6a7c8d90", "{\"requestsPerMinute\":1}"),
                404,
                "unknown-key");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"requestsPerMinute\":0}",
                "{\"requestsPerMinute\":10000000001}",
                "{\"requestsPerMinute\":1.5}",
                "{\"tokensPerMinute\":-1}",
                "{\"requestsPerMinute\":1,\"burstSeconds\":0}",
                "{\"requestsPerMinute\":1,\"burstSeconds\":3601}",
                "{\"requestsPerMinute\":1,\"algorithm\":\"leaky\"}",
                "{\"requestsPerMinute\":1,\"algorithm\":\"window\",\"burstSeconds\":5}",
                "{\"requests\":1}"
            })
    void limitThatWouldMakeNoSenseIsRefused(String body) throws Exception {
        Api.isProblem(put("default", body), 400, "invalid-field");
        assertThat(meter.rows("SELECT subject FROM rate_limits")).isEmpty();
    }

    @Test
    void thereAreAsManyAsEveryProcessCanHold() throws Exception {
        meter.sql(
                """
                INSERT INTO rate_limits (subject, requests_per_minute, burst_seconds, algorithm)
                SELECT 'tenant:' || n, 1, 60, 'bucket' FROM generate_series(1, 10000) n
                """);

        Api.isProblem(put("default", "{\"requestsPerMinute\":1}"), 409, "conflict")
                .body("limit", equalTo(10_000));
        put("tenant:7", "{\"requestsPerMinute\":2}").statusCode(200);
    }
}
