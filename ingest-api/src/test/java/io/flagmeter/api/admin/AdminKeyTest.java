package io.flagmeter.api.admin;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;

import io.flagmeter.api.Api;
import io.flagmeter.api.TestMeter;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@TestProfile(AdminKeyTest.WithKey.class)
class AdminKeyTest {

    private static final String KEY = "a-key-of-the-test";

    @Inject TestMeter meter;

    /** A server that knows a key. */
    public static final class WithKey implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("flagmeter.admin.key", KEY);
        }
    }

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

        given().header("Authorization", "Bearer " + KEY)
                .header("X-Forwarded-For", "203.0.113.9")
                .get("/tenants")
                .then()
                .statusCode(200);
    }

    @Test
    void quotaChecksWantNoKey() throws Exception {
        meter.empty();

        Api.isProblem(Api.get("/usage/nobody"), 404, "unknown-tenant");
    }
}
