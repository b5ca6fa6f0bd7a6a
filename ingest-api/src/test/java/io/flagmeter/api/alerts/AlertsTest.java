package io.flagmeter.api.alerts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.flagmeter.api.Api;
import io.flagmeter.api.TestMeter;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class AlertsTest {

    @Inject TestMeter meter;

    /** Of a jump over two thresholds, of a change since resolved, and of a period gone by. */
    @BeforeEach
    void insert() throws Exception {
        meter.empty();
        meter.sql(
                """
                INSERT INTO slack_webhooks (tenant, url) VALUES ('*', 'https://a.example');
                INSERT INTO alerts (tenant, threshold, id, announced_by, batch_id, resolved_at,
                                    period_start, period_end, created_at,
                                    quota_version, quota, old_total, new_total)
                SELECT tenant, threshold, id::uuid, speaker::uuid, batch, resolved,
                       now() + start, now() + start + interval '30 days',
                       now() + start + interval '1 hour', 1, 1000, old, new
                FROM (VALUES
                  ('acme', 80, '%1$s1', '%1$s2', 'b', null::timestamptz, interval '-9 days', 700, 1205),
                  ('acme', 120, '%1$s2', '%1$s2', 'b', null, interval '-9 days', 700, 1205),
                  ('other', 80, '%1$s3', '%1$s3', null, now(), interval '-8 days', 900, 900),
                  ('other', 80, '%1$s4', '%1$s4', 'c', null, interval '-40 days', 1, 999))
                  AS a (tenant, threshold, id, speaker, batch, resolved, start, old, new)
                """
                        .formatted(ID));
        meter.sql(
                """
                INSERT INTO alert_deliveries (tenant, event, alert_id, endpoint_id, state, attempts)
                SELECT 'acme', 'crossed', '%s2', id, 'dead', 30 FROM slack_webhooks
                """
                        .formatted(ID));
        meter.sql(
                """
                INSERT INTO alert_attempts (tenant, delivery_id, started_at, duration_ms, status,
                                            error)
                SELECT tenant, id, now(), 9, 500, 'HTTP 500' FROM alert_deliveries
                """);
    }

    private static final String ID = "01a1f8e0-979b-7780-b090-e325522600a";

    private static List<String> ids(String query) {
        return Api.get("/alerts" + query)
                .statusCode(200)
                .extract()
                .jsonPath()
                .getList("items.id", String.class)
                .stream()
                .map(id -> id.substring(ID.length()))
                .toList();
    }

    @Test
    void listIsNewestFirstAndCanBeNarrowed() {
        assertThat(ids("")).containsExactly("3", "2", "1", "4");
        assertThat(ids("?tenant=acme")).containsExactly("2", "1");
        assertThat(ids("?state=firing")).containsExactly("2", "1");
        assertThat(ids("?state=resolved")).containsExactly("3");
        assertThat(ids("?state=ended")).containsExactly("4");
        assertThat(ids("?tenant=acme&state=ended")).isEmpty();
    }

    @Test
    void pagesFollowEachOther() {
        Api.get("/alerts?limit=2").body("next", equalTo(ID + "2"));
        assertThat(ids("?limit=2&after=" + ID + "2")).containsExactly("1", "4");
        Api.get("/alerts?limit=2&after=" + ID + "2").body("next", nullValue());
    }

    @Test
    void badParametersAreProblems() {
        Api.isProblem(Api.get("/alerts?state=loud"), 400, "invalid-parameter");
        Api.isProblem(Api.get("/alerts?limit=0"), 400, "invalid-parameter");
        Api.isProblem(Api.get("/alerts?tenant=%00"), 400, "invalid-parameter");
        Api.isProblem(Api.get("/alerts?after=x"), 404, "unknown-alert");
        Api.isProblem(Api.get("/alerts/x"), 404, "unknown-alert");
    }

    @Test
    void alertThatSpokeTellsWhyAndToWhom() {
        Api.get("/alerts/" + ID + "2")
                .statusCode(200)
                .body("tenant", equalTo("acme"))
                .body("state", equalTo("firing"))
                .body("threshold", equalTo(120))
                .body(
                        "explanation",
                        containsString(
                                "Batch b took the total from 700 to 1205 tokens, over 120 % of the"
                                        + " quota of 1000: 120 %. Its message is listed"))
                .body("deliveries.state", contains("dead"))
                .body("deliveries.status", contains(500))
                .body("deliveries.lastError", contains("HTTP 500"));
    }

    @Test
    void alertThatWasSilentNamesTheOneThatSpoke() {
        Api.get("/alerts/" + ID + "1")
                .body("explanation", containsString("alert " + ID + "2 tells of both"))
                .body("deliveries", empty());
    }

    @Test
    void changeOfTheSettingsIsTold() {
        Api.get("/alerts/" + ID + "3")
                .body("explanation", containsString("A change of the settings (quota version 1)"))
                .body("explanation", containsString("no webhook was enabled"))
                .body("explanation", containsString("A change of the settings resolved it at"));
    }

    @Test
    void replayMakesDeadMessagesDueAgainOnce() throws Exception {
        String path = "/alerts/" + ID + "2/replay";

        Api.operator().post(path).then().statusCode(200).body("replayed", equalTo(1));
        Api.operator().post(path).then().statusCode(200).body("replayed", equalTo(0));

        assertThat(
                        meter.rows(
                                """
                                SELECT format('%s %s', state, attempts) FROM alert_deliveries
                                 WHERE due_at <= now()
                                """))
                .containsExactly("pending 0");
    }

    @Test
    void replayLeavesWhatIsForADisabledWebhook() throws Exception {
        meter.sql("UPDATE slack_webhooks SET enabled = false");

        Api.operator().post("/alerts/" + ID + "2/replay").then().body("replayed", equalTo(0));
    }
}
