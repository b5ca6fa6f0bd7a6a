package io.flagmeter.api.access;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;

import io.flagmeter.api.Api;
import io.flagmeter.api.TestMeter;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An open server that was given no key: who speaks from this very machine is nobody special. */
@QuarkusTest
@TestProfile(NoKeyTest.WithoutKey.class)
class NoKeyTest {

    @Inject TestMeter meter;

    @BeforeEach
    void empty() throws Exception {
        meter.empty();
    }

    /** A server that knows no key. */
    public static final class WithoutKey implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("flagmeter.admin.key", "", "flagmeter.access", "open");
        }
    }

    /** As nginx's plain proxy_pass does for whoever is on the other side. */
    @ParameterizedTest
    @ValueSource(strings = {"/tenants", "/webhooks", "/alerts", "/dead-letters", "/reconciliation"})
    void whatAProxyOnThisMachinePassesOnIsRefused(String path) {
        Api.isProblem(given().get(path).then(), 401, "unauthorized")
                .body("detail", containsString("wants a key with the scope admin"));
    }

    @ParameterizedTest
    @CsvSource({
        "Host, 127.attacker.example",
        "Host, localhost",
        "Origin, http://attacker.example",
        "Sec-Fetch-Site, same-origin",
        "Authorization, Bearer ",
        "Authorization, Bearer null"
    })
    void whatABrowserOnThisMachineCanBeMadeToSendIsRefused(String header, String value) {
        Api.isProblem(given().header(header, value).get("/tenants").then(), 401, "unauthorized");
    }

    /** What a page of another site may post without asking: a simple request, as CORS calls it. */
    @Test
    void postOfAnotherSiteIsRefusedAndChangesNothing() {
        Api.isProblem(
                given().header("Origin", "http://attacker.example")
                        .post("/dead-letters/replay")
                        .then(),
                401,
                "unauthorized");
    }

    @Test
    void eventsAndQuotaChecksWantNoKey() {
        Api.isProblem(given().get("/usage/nobody").then(), 404, "unknown-tenant");
        given().contentType("application/json")
                .body("{\"tenant\":\"t\",\"feature\":\"f\",\"tokens\":1}")
                .post("/events")
                .then()
                .statusCode(200);
        given().get("/q/metrics").then().statusCode(200);
    }
}
