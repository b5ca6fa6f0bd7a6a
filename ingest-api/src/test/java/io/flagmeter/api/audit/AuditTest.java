package io.flagmeter.api.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.flagmeter.api.Api;
import io.flagmeter.api.TestMeter;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class AuditTest {

    @Inject TestMeter meter;

    @BeforeEach
    void emptyMeter() throws Exception {
        meter.empty();
    }

    private static ValidatableResponse tenant(String name) {
        return Api.post("/tenants", "application/json", "{\"name\":\"%s\"}".formatted(name));
    }

    private static RequestSpecification with(String key) {
        return RestAssured.given().header("Authorization", "Bearer " + key);
    }

    @Test
    void everyChangeIsWrittenDownWithoutSecrets() throws Exception {
        for (String operation : AdminOperations.all()) {
            AdminOperations.prepare(meter);

            String answer =
                    AdminOperations.ask(
                                    operation,
                                    meter,
                                    Api.operator().header("X-Request-Id", "the-request"))
                            .extract()
                            .asString();

            Api.get("/audit")
                    .statusCode(200)
                    .body("items.actor", contains("operator"))
                    .body("items.outcome", contains("done"))
                    .body("items.requestId", contains("the-request"));
            String written = String.join("", meter.rows("SELECT to_jsonb(a) FROM audit_log a"));
            assertThat(written)
                    .as("%s: %s", operation, answer)
                    .doesNotContainPattern("whsec_[A-Za-z0-9+/]")
                    .doesNotContainPattern("fm_[A-Za-z0-9]{7}")
                    .doesNotContain("whole-url-of-it", "new-one");
        }
    }

    @Test
    void entrySaysWhoChangedWhatFromWhatToWhat() {
        tenant("acme").statusCode(201);
        var made =
                Api.post("/keys", "application/json", "{\"name\":\"ops\",\"scopes\":[\"admin\"]}");
        String key = made.extract().path("key");
        String id = made.extract().path("id");
        await().until(() -> with(key).get("/audit").statusCode() == 200);

        with(key)
                .contentType("application/json")
                .body("{\"monthlyQuota\":5}")
                .patch("/tenants/acme")
                .then()
                .statusCode(200);

        Api.get("/audit?limit=1")
                .body("items[0].actor", equalTo("ops"))
                .body("items[0].actorKey", equalTo(id))
                .body("items[0].action", equalTo("tenant.change"))
                .body("items[0].subject", equalTo("tenant"))
                .body("items[0].subjectId", equalTo("acme"))
                .body("items[0].tenant", equalTo("acme"))
                .body("items[0].before.monthlyQuota", nullValue())
                .body("items[0].after.monthlyQuota", equalTo(5))
                .body("items[0].at", notNullValue())
                .body("next", notNullValue());
    }

    @Test
    void listIsNewestFirstAndCanBeNarrowed() {
        tenant("a").statusCode(201);
        tenant("b").statusCode(201);
        Api.patch("/tenants/a", "{\"monthlyQuota\":5}").statusCode(200);

        Api.get("/audit").body("items.subjectId", contains("a", "b", "a"));
        String next = Api.get("/audit?limit=2").body("items", hasSize(2)).extract().path("next");
        Api.get("/audit?limit=2&after=" + next)
                .body("items.action", contains("tenant.create"))
                .body("next", nullValue());
        Api.get("/audit?tenant=a").body("items.action", contains("tenant.change", "tenant.create"));
        Api.get("/audit?action=tenant.create").body("items.subjectId", contains("b", "a"));
        Api.get("/audit?from=2026-01-01T00:00:00Z").body("items", hasSize(3));
        Api.get("/audit?to=2026-01-01T00:00:00Z").body("items", empty());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "after=1",
                "tenant=no name",
                "action=DROP",
                "from=noon",
                "limit=0",
                "to=%2B999999999-01-01T00:00:00Z",
                "from=-999999-01-01T00:00:00Z"
            })
    void whatCannotBeAskedForIsRefused(String query) {
        Api.isProblem(Api.get("/audit?" + query), 400, "invalid-parameter");
    }

    /** In one transaction: where the entry cannot be written, nothing is changed. */
    @Test
    void nothingIsChangedThatCannotBeWrittenDown() throws Exception {
        for (String operation : AdminOperations.all()) {
            AdminOperations.prepare(meter);
            meter.sql("ALTER TABLE audit_log ADD CONSTRAINT full_disk CHECK (actor = 'nobody')");
            List<String> before = state();

            AdminOperations.ask(operation, meter, Api.operator());

            if (!operation.equals("post /reconciliation/losses")) {
                assertThat(state()).as(operation).isEqualTo(before);
            }
            assertThat(meter.rows("SELECT count(*) FROM losses")).as(operation).contains("0");
        }
    }

    private List<String> state() throws Exception {
        List<String> rows =
                meter.rows(
                        """
                        SELECT to_jsonb(t)::text FROM tenants t
                        UNION ALL SELECT to_jsonb(w)::text FROM webhooks w
                        UNION ALL SELECT to_jsonb(k)::text FROM api_keys k
                        UNION ALL SELECT to_jsonb(d)::text FROM alert_deliveries d
                        UNION ALL SELECT to_jsonb(r)::text FROM rollups r
                        UNION ALL SELECT to_jsonb(p)::text FROM period_totals p
                        UNION ALL SELECT to_jsonb(l)::text FROM ledger l
                        UNION ALL SELECT to_jsonb(o)::text FROM corrections o
                        UNION ALL SELECT to_jsonb(c)::text FROM changes c WHERE topic = 'keys'
                        ORDER BY 1
                        """);
        rows.add(String.valueOf(meter.valkey("LLEN", "flagmeter:{0}:dead")));
        rows.add(String.valueOf(meter.valkey("LLEN", "flagmeter:{0}:events")));
        return rows;
    }

    @Test
    void whatChangesNothingIsNoChange() {
        tenant("acme").statusCode(201);
        tenant("acme").statusCode(409);
        Api.patch("/tenants/acme", "{\"billingDay\":1}").statusCode(200);
        Api.patch("/tenants/acme", "{\"billingDay\":99}").statusCode(400);

        Api.get("/audit").body("items.action", contains("tenant.create"));
    }

    /** A process that dies while it moves letters leaves an entry that says it meant to. */
    @Test
    void whatIsDoneToDeadLettersIsWrittenBefore() throws Exception {
        AdminOperations.prepare(meter);
        meter.sql("ALTER TABLE audit_log ADD CONSTRAINT crash CHECK (outcome = 'intended')");

        AdminOperations.ask("delete /dead-letters", meter, Api.operator()).statusCode(503);

        Api.get("/audit")
                .body("items.action", contains("dead-letters.remove"))
                .body("items.outcome", contains("intended"))
                .body("items[0].after.chosen.all", equalTo("true"));
        Api.isProblem(
                        Api.operator()
                                .urlEncodingEnabled(false)
                                .delete("/dead-letters?reason=a%00b")
                                .then(),
                        400,
                        "invalid-parameter")
                .body("detail", containsString("U+0000"));
    }
}
