package io.flagmeter.api.access;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;

import io.flagmeter.api.Api;
import io.flagmeter.api.TestMeter;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
class AdminKeyTest {

    @Inject TestMeter meter;

    @ParameterizedTest
    @CsvSource({
        "GET, /tenants",
        "POST, /tenants",
        "PATCH, /tenants/acme",
        "GET, /webhooks",
        "DELETE, /webhooks/x",
        "GET, /alerts",
        "POST, /alerts/x/replay",
        "GET, /dead-letters",
        "GET, /reconciliation",
        "POST, /dead-letters/replay"
    })
    void strangersAreAskedForTheKey(String method, String path) {
        Api.isProblem(
                        given().contentType("application/json").request(method, path).then(),
                        401,
                        "unauthorized")
                .header("WWW-Authenticate", equalTo("Bearer realm=\"flagmeter\""));
    }

    @Test
    void keyOpensFromAnywhere() throws Exception {
        meter.empty();

        Api.operator()
                .header("X-Forwarded-For", "203.0.113.9")
                .get("/tenants")
                .then()
                .statusCode(200);
    }

    @Test
    void eventsAndQuotaChecksWantNoKey() throws Exception {
        meter.empty();

        Api.isProblem(given().get("/usage/nobody").then(), 404, "unknown-tenant");
        given().contentType("application/json")
                .body("{\"tenant\":\"t\",\"feature\":\"f\",\"tokens\":1}")
                .post("/events")
                .then()
                .statusCode(200);
    }
}
