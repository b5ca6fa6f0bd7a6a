package io.flagmeter.api.switches;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.flagmeter.api.Api;
import io.flagmeter.api.TestMeter;
import io.flagmeter.server.switches.Switch;
import io.flagmeter.server.switches.Switches;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class SwitchesTest {

    private static final String PATH = "/switches/rate-limits";

    /** What is promised is a second; and a busy machine's time. */
    private static final Duration SOON = Duration.ofSeconds(5);

    @Inject TestMeter meter;
    @Inject Switches switches;

    @BeforeEach
    void empty() throws Exception {
        meter.empty();
    }

    /** The next class finds what the environment says, and no limit. */
    @AfterEach
    void forget() throws Exception {
        meter.empty();
        put("{\"enabled\":false}").statusCode(200);
        await().atMost(SOON).until(() -> switches.isOff(Switch.RATE_LIMITS));
        Api.operator().delete(PATH).then().statusCode(204);
        await().atMost(SOON).until(() -> switches.isOn(Switch.RATE_LIMITS, "any"));
    }

    private static ValidatableResponse put(String body) {
        return put(Api.operator(), body);
    }

    private static ValidatableResponse put(RequestSpecification as, String body) {
        return as.contentType("application/json").body(body).put(PATH).then();
    }

    private static boolean isLimited(String tenant) {
        return Api.get("/usage/" + tenant).extract().header("RateLimit-Policy") != null;
    }

    private static List<String> limited() {
        return IntStream.range(0, 40)
                .mapToObj(i -> "t" + i)
                .filter(SwitchesTest::isLimited)
                .toList();
    }

    private static void awaitLimited(int least, int most) {
        await().atMost(SOON).untilAsserted(() -> assertThat(limited()).hasSizeBetween(least, most));
    }

    @Test
    void whatIsSwitchedHoldsForAShareOfTheTenantsThatOnlyGrows() {
        Api.operator()
                .contentType("application/json")
                .body("{\"requestsPerMinute\":1000000}")
                .put("/rate-limits/default")
                .then()
                .statusCode(200);
        awaitLimited(40, 40);

        put("{\"enabled\":true,\"percent\":25}").statusCode(200);
        awaitLimited(1, 20);
        var quarter = new ArrayList<>(limited());
        put("{\"enabled\":true,\"percent\":80}").statusCode(200);
        awaitLimited(21, 39);
        assertThat(limited()).containsAll(quarter);
        put("{\"enabled\":false}").statusCode(200);
        awaitLimited(0, 0);
        assertThat(Api.get("/q/metrics").extract().asString())
                .contains("flagmeter_switch{name=\"rate-limits\"} 0.0");
        Api.operator().delete(PATH).then().statusCode(204);
        awaitLimited(40, 40);
        assertThat(Api.get("/q/metrics").extract().asString())
                .contains("flagmeter_switch{name=\"rate-limits\"} 100.0");
    }

    @Test
    void switchIsShownWithWhoSaysSo() {
        Api.get("/switches?limit=1")
                .body("items.name", contains("rate-limits"))
                .body("next", equalTo("rate-limits"));
        Api.get("/switches?after=rate-limits")
                .body("items.name", contains("route-limits"))
                .body("next", nullValue());
        Api.get(PATH)
                .statusCode(200)
                .body("enabled", equalTo(true))
                .body("percent", equalTo(100))
                .body("source", equalTo("environment"))
                .body("variable", equalTo("FLAGMETER_RATE_LIMITS_ENABLED"))
                .body("updatedAt", nullValue());

        put("{\"enabled\":true,\"percent\":5}").body("percent", equalTo(5));

        Api.get(PATH)
                .body("percent", equalTo(5))
                .body("source", equalTo("api"))
                .body("updatedAt", notNullValue());
        Api.isProblem(Api.get("/switches?after=nothing"), 400, "invalid-parameter");
        Api.isProblem(Api.get("/switches/nothing"), 404, "unknown-switch");
        Api.isProblem(Api.operator().delete("/switches/nothing").then(), 404, "unknown-switch");
    }

    @Test
    void switchIsChangedOnlyAsItWasSeenAndEachChangeIsInTheLog() {
        String seen = Api.get(PATH).extract().header("ETag");

        put(Api.operator().header("If-Match", seen), "{\"enabled\":false}").statusCode(200);
        Api.isProblem(
                put(Api.operator().header("If-Match", seen), "{\"enabled\":true}"),
                412,
                "precondition-failed");
        Api.isProblem(
                Api.operator().header("If-Match", seen).delete(PATH).then(),
                412,
                "precondition-failed");
        Api.operator().delete(PATH).then().statusCode(204);
        // Nothing changes, nothing is written.
        Api.operator().header("If-Match", seen).delete(PATH).then().statusCode(204);

        Api.get("/audit")
                .body("items.action", contains("switch.delete", "switch.put"))
                .body("items[1].before.enabled", equalTo(true))
                .body("items[1].after.enabled", equalTo(false));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"percent\":5}",
                "{\"enabled\":1}",
                "{\"enabled\":true,\"percent\":-1}",
                "{\"enabled\":true,\"percent\":101}",
                "{\"enabled\":true,\"percent\":2.5}",
                "{\"enabled\":true,\"tenants\":5}"
            })
    void settingThatMakesNoSenseIsRefused(String body) throws Exception {
        Api.isProblem(put(body), 400, "invalid-field");
        assertThat(meter.rows("SELECT name FROM switches")).isEmpty();
    }
}
