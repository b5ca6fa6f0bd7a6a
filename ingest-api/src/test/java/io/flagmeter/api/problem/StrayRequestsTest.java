package io.flagmeter.api.problem;

import static org.hamcrest.Matchers.equalTo;

import io.flagmeter.api.Api;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class StrayRequestsTest {

    @ParameterizedTest
    @ValueSource(strings = {"/", "/nowhere", "/events/x", "/usage/", "/reconciliation/x"})
    void unknownPathIsAProblem(String path) {
        Api.isProblem(Api.get(path), 404, "not-found").body("instance", equalTo(path));
    }

    @ParameterizedTest
    @CsvSource({
        "PUT, /events, 'GET, HEAD, POST'",
        "DELETE, /events/batch, POST",
        "POST, /usage/acme, 'GET, HEAD'",
        "PUT, /reconciliation, 'GET, HEAD'",
        "POST, /dead-letters, 'DELETE, GET, HEAD'",
        "GET, /dead-letters/x, DELETE",
        "GET, /dead-letters/replay, POST",
        "PUT, /tenants, 'GET, HEAD, POST'",
        "POST, /tenants/team/a, 'GET, HEAD, PATCH'",
        "PUT, /webhooks, 'GET, HEAD, POST'",
        "POST, /webhooks/x, 'DELETE, GET, HEAD, PATCH'",
        "GET, /webhooks/x/secrets, 'DELETE, POST'",
        "GET, /webhooks/x/test, POST",
        "POST, /alerts, 'GET, HEAD'",
        "POST, /alerts/x, 'GET, HEAD'",
        "GET, /alerts/x/replay, POST"
    })
    void wrongMethodIsAProblemThatNamesTheRightOne(String method, String path, String allow) {
        Api.isProblem(Api.operator().request(method, path).then(), 405, "method-not-allowed")
                .header("Allow", equalTo(allow));
    }

    @Test
    void answerThatNobodyAcceptsIsAProblem() {
        Api.isProblem(
                Api.operator().accept("text/html").get("/reconciliation").then(),
                406,
                "not-acceptable");
    }
}
