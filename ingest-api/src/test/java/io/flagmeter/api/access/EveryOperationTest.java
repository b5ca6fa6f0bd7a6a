package io.flagmeter.api.access;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flagmeter.api.Api;
import io.flagmeter.api.TestMeter;
import io.flagmeter.api.openapi.ApiDescription;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every operation of the API's description, asked for by everyone who may not have it. */
@QuarkusTest
class EveryOperationTest {

    private static final String NOBODY = "0199f1d2-6f0a-7c3e-9b1a-3f2f6a7c8d90";
    private static final String EVENT = "{\"tenant\":\"%s\",\"feature\":\"f\",\"tokens\":1}";

    private static final String RANGE =
            "?tenant=mine&from=2026-01-01T00:00:00Z&to=2026-01-02T00:00:00Z";

    /** Asked for with the scope read, but not by a key of one tenant. */
    private static final Set<String> OF_ALL_TENANTS = Set.of("get /usage", "post /usage/query");

    @Inject TestMeter meter;

    private final Map<String, String> keys = new HashMap<>();

    @BeforeEach
    void makeKeys() throws Exception {
        meter.empty();
        for (String scope : List.of("ingest", "read", "admin")) {
            keys.put(scope, key("{\"name\":\"k\",\"scopes\":[\"%s\"]}".formatted(scope)));
        }
        for (String tenant : List.of("mine", "other")) {
            keys.put(
                    tenant,
                    key(
                            "{\"name\":\"k\",\"scopes\":[\"ingest\",\"read\"],\"tenant\":\"%s\"}"
                                    .formatted(tenant)));
        }
        keys.put(
                "revoked",
                key("{\"name\":\"revoked\",\"scopes\":[\"ingest\",\"read\",\"admin\"]}"));
        keys.put(
                "expired",
                key("{\"name\":\"expired\",\"scopes\":[\"ingest\",\"read\",\"admin\"]}"));
        meter.sql("UPDATE api_keys SET revoked_at = now() WHERE name = 'revoked'");
        meter.sql("UPDATE api_keys SET expires_at = now() WHERE name = 'expired'");
        meter.sql("UPDATE changes SET version = -1");
        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(
                        () -> {
                            for (String name : List.of("revoked", "expired")) {
                                assertThat(
                                                ask("get /usage/{tenant}", keys.get(name))
                                                        .extract()
                                                        .<String>path("detail"))
                                        .contains(name);
                            }
                            assertThat(
                                            ask("get /usage/{tenant}", keys.get("read"))
                                                    .extract()
                                                    .statusCode())
                                    .isEqualTo(404);
                        });
    }

    private static String key(String body) {
        return Api.post("/keys", "application/json", body).statusCode(201).extract().path("key");
    }

    private static ValidatableResponse ask(String operation, @Nullable String key) {
        String[] parts = operation.split(" ");
        var request = given().contentType("application/json").body(body(parts[1], "mine"));
        if (key != null) {
            request.header("Authorization", "Bearer " + key);
        }
        String path = parts[1].replace("{tenant}", "mine").replaceAll("\\{.*}", NOBODY) + RANGE;
        return request.request(parts[0].toUpperCase(Locale.ROOT), path).then();
    }

    private static String body(String path, String tenant) {
        if (path.equals("/usage/query")) {
            return "{\"tenants\":[\"%s\"]}".formatted(tenant);
        }
        String event = EVENT.formatted(tenant);
        return path.equals("/events/batch") ? "[" + event + "]" : event;
    }

    /** The scope that each operation says it wants: one that says nothing fails here. */
    private static Map<String, String> scopes() {
        var scopes = new TreeMap<String, String>();
        new ApiDescription()
                .operations()
                .forEach(
                        (name, operation) -> {
                            assertThat(operation.get("security")).as(name).isInstanceOf(List.class);
                            @SuppressWarnings("unchecked")
                            var wanted =
                                    (List<Map<String, List<String>>>) operation.get("security");
                            assertThat(wanted).as(name).hasSize(1);
                            scopes.put(
                                    name,
                                    wanted.getFirst()
                                            .keySet()
                                            .iterator()
                                            .next()
                                            .replace("Key", ""));
                        });
        return scopes;
    }

    @Test
    void nobodyGetsInWithoutAKeyThatCounts() {
        for (String operation : scopes().keySet()) {
            Api.isProblem(ask(operation, null), 401, "unauthorized");
            Api.isProblem(ask(operation, "a-key-of-nobody-at-all"), 401, "unauthorized");
            Api.isProblem(ask(operation, keys.get("revoked")), 401, "unauthorized");
            Api.isProblem(ask(operation, keys.get("expired")), 401, "unauthorized");
        }
    }

    @Test
    void keyOpensWhatItsScopeIsForAndNothingElse() {
        scopes().forEach(
                        (operation, wanted) -> {
                            for (String scope : List.of("ingest", "read", "admin")) {
                                var answer = ask(operation, keys.get(scope));
                                if (wanted.equals("any") || scope.equals(wanted)) {
                                    assertThat(answer.extract().statusCode())
                                            .as("%s with %s", operation, scope)
                                            .isNotIn(401, 403);
                                } else {
                                    Api.isProblem(answer, 403, "forbidden");
                                }
                            }
                        });
    }

    @Test
    void keyOfATenantOpensNothingOfAnother() {
        scopes().forEach(
                        (operation, wanted) -> {
                            if (operation.equals("post /events/batch")) {
                                assertThat(
                                                ask(operation, keys.get("other"))
                                                        .statusCode(200)
                                                        .extract()
                                                        .<String>path("results[0].status"))
                                        .isEqualTo("rejected");
                            } else if (wanted.equals("any")) {
                                ask(operation, keys.get("other")).statusCode(200);
                            } else {
                                Api.isProblem(ask(operation, keys.get("other")), 403, "forbidden");
                            }
                            if (OF_ALL_TENANTS.contains(operation)) {
                                Api.isProblem(ask(operation, keys.get("mine")), 403, "forbidden");
                            } else if (Set.of("ingest", "read").contains(wanted)) {
                                assertThat(ask(operation, keys.get("mine")).extract().statusCode())
                                        .as(operation)
                                        .isIn(200, 404);
                            }
                        });
        assertThat(meter.queued()).allMatch(event -> event.tenant().equals("mine"));
    }

    @Test
    void pathsThatAreNoneWantAKeyAsWell() {
        for (String path :
                List.of(
                        "/",
                        "/nowhere",
                        "/q/openapi",
                        "/q/metrics",
                        "/q/health/../metrics",
                        "/q/healthy")) {
            Api.isProblem(given().urlEncodingEnabled(false).get(path).then(), 401, "unauthorized");
        }
        for (String path : List.of("/q/health", "/q/health/live", "/q/health/ready")) {
            given().get(path).then().statusCode(200);
        }
    }

    @Test
    void metricsAreForReadersOfAllTenants() {
        assertThat(metrics(keys.get("read"))).isEqualTo(200);
        assertThat(metrics(keys.get("ingest"))).isEqualTo(403);
        assertThat(metrics(keys.get("mine"))).isEqualTo(403);
        assertThat(metrics("a-key-for-metrics-only")).isEqualTo(200);
        Api.isProblem(ask("get /usage/{tenant}", "a-key-for-metrics-only"), 403, "forbidden");
    }

    private static int metrics(String key) {
        return given().header("Authorization", "Bearer " + key).get("/q/metrics").statusCode();
    }
}
