package io.flagmeter.api.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagmeter.api.Api;
import io.flagmeter.api.TestMeter;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code ETag} and {@code If-Match} of tenants, webhooks and keys. */
@QuarkusTest
class IfMatchTest {

    private static final String OTHER = "\"2c624232cdd221771294dfbb310aca00\"";

    @Inject TestMeter meter;

    @BeforeEach
    void empty() throws Exception {
        meter.empty();
    }

    private static String made(String path, String body) {
        return path + "/" + Api.post(path, "application/json", body).extract().path("id");
    }

    private static String tenant() {
        Api.post("/tenants", "application/json", "{\"name\":\"acme\"}").statusCode(201);
        return "/tenants/acme";
    }

    private static String webhook() {
        return made("/webhooks", "{\"kind\":\"webhook\",\"url\":\"https://example.com/a\"}");
    }

    private static String key() {
        return made("/keys", "{\"name\":\"k\",\"scopes\":[\"read\"]}");
    }

    private static String tag(String path) {
        String tag = Api.get(path).statusCode(200).extract().header("ETag");
        assertThat(tag).as(path).matches("\"[0-9a-f]{32}\"");
        return tag;
    }

    private static Response change(String method, String path, String tag, String body) {
        return Api.operator()
                .header("If-Match", tag)
                .contentType("application/json")
                .body(body)
                .request(method, path);
    }

    private static void refuses(String method, String path, String tag, String body) {
        Api.isProblem(change(method, path, tag, body).then(), 412, "precondition-failed");
    }

    @Test
    void tenantIsChangedOnlyAsItWasSeen() {
        String path = tenant();
        String seen = tag(path);

        var changed = change("PATCH", path, seen, "{\"monthlyQuota\":1}");

        assertThat(changed.statusCode()).isEqualTo(200);
        assertThat(changed.header("ETag")).isEqualTo(tag(path)).isNotEqualTo(seen);
        refuses("PATCH", path, seen, "{\"monthlyQuota\":2}");
        refuses("PATCH", path, OTHER, "{\"monthlyQuota\":2}");
        refuses("PATCH", path, "W/" + tag(path), "{\"monthlyQuota\":2}");
        assertThat(Api.get(path).extract().<Integer>path("monthlyQuota")).isEqualTo(1);
        assertThat(change("PATCH", path, "*", "{\"monthlyQuota\":2}").statusCode()).isEqualTo(200);
        Api.patch(path, "{\"monthlyQuota\":3}").statusCode(200);
        Api.isProblem(
                change("PATCH", "/tenants/nobody", seen, "{\"monthlyQuota\":2}").then(),
                404,
                "unknown-tenant");
    }

    @Test
    void ofSeveralWhoHaveSeenOneStateOneChangesIt() {
        for (String path : new String[] {tenant(), webhook()}) {
            String seen = tag(path);
            String body =
                    path.startsWith("/tenants") ? "{\"monthlyQuota\":%d}" : "{\"enabled\":false}";
            Queue<Integer> statuses = new ConcurrentLinkedQueue<>();
            var number = new AtomicInteger();

            Api.atOnce(
                    6,
                    () ->
                            statuses.add(
                                    change(
                                                    "PATCH",
                                                    path,
                                                    seen,
                                                    body.formatted(number.incrementAndGet()))
                                            .statusCode()));

            assertThat(statuses).as(path).containsExactlyInAnyOrder(200, 412, 412, 412, 412, 412);
        }
    }

    @Test
    void webhookIsChangedOnlyAsItWasSeen() {
        String path = webhook();
        String seen = tag(path);
        // As many secrets as before, and others.
        Api.post(path + "/secrets", "application/json", "{}").statusCode(201);
        Api.operator().delete(path + "/secrets").then().statusCode(200);

        refuses("PATCH", path, seen, "{\"enabled\":false}");
        refuses("DELETE", path + "/secrets", seen, "");
        refuses("DELETE", path, seen, "");

        assertThat(change("DELETE", path + "/secrets", tag(path), "").statusCode()).isEqualTo(200);
        assertThat(change("DELETE", path, tag(path), "").statusCode()).isEqualTo(204);
    }

    @Test
    void keyIsRevokedOnlyAsItWasSeenAndItsUseIsNoChange() throws Exception {
        String path = key();
        String seen = tag(path);
        refuses("DELETE", path, OTHER, "");
        assertThat(Api.get(path).extract().<String>path("revokedAt")).isNull();
        meter.sql("UPDATE api_keys SET last_used_at = now()");

        assertThat(tag(path)).isEqualTo(seen);
        assertThat(change("DELETE", path, seen, "").statusCode()).isEqualTo(204);
        refuses("DELETE", path, seen, "");
    }
}
