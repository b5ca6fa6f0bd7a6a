package io.flagmeter.api.requestid;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.nullValue;

import io.flagmeter.api.Api;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class RequestIdTest {

    private static final String HEADER = "X-Request-Id";
    private static final String ASSIGNED = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}";

    @ParameterizedTest
    @ValueSource(strings = {"/usage/nobody", "/tenants", "/nowhere", "/events"})
    void clientsIdComesBackWithEveryAnswer(String path) {
        given().header(HEADER, "gateway/7:a_b@c.d-e")
                .get(path)
                .then()
                .header(HEADER, equalTo("gateway/7:a_b@c.d-e"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1500", "-1"})
    void clientsIdComesBackWithTheAnswerToAnEvent(String tokens) {
        String event = "{\"tenant\":\"t\",\"feature\":\"f\",\"tokens\":" + tokens + "}";

        given().header(HEADER, "req-1")
                .contentType("application/json")
                .body(event)
                .post("/events")
                .then()
                .header(HEADER, equalTo("req-1"));
    }

    static String[] unusable() {
        return new String[] {"a b", "a\"b", "<script>", "ü", "x".repeat(129)};
    }

    @ParameterizedTest
    @MethodSource("unusable")
    void unusableIdIsReplaced(String id) {
        given().header(HEADER, id)
                .get("/usage/no%20name")
                .then()
                .header(HEADER, matchesPattern(ASSIGNED));
    }

    @Test
    void hotPathAssignsNoneAsLongAsAllGoesWell() {
        Api.event("{\"tenant\":\"t\",\"feature\":\"f\",\"tokens\":1}").header(HEADER, nullValue());
        Api.get("/usage/no%20name").header(HEADER, nullValue());
    }

    @Test
    void resourceAssignsOneToEachRequest() {
        String first = Api.get("/tenants").extract().header(HEADER);
        String second = Api.get("/tenants").extract().header(HEADER);

        assertThat(first).matches(ASSIGNED).isNotEqualTo(second);
    }
}
