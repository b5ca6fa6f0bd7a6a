package io.flagmeter.api.corrections;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.flagmeter.api.Api;
import io.flagmeter.api.TestMeter;
import io.flagmeter.api.tenants.WorkerBySql;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class CorrectionsTest {

    private static final String WAITING =
            """
            SELECT pid FROM pg_stat_activity
             WHERE wait_event_type = 'Lock' AND datname = current_database()
            """;

    @Inject TestMeter meter;
    @Inject WorkerBySql worker;
    @Inject DataSource database;

    private final Instant minute = Instant.now().truncatedTo(ChronoUnit.MINUTES);

    @BeforeEach
    void empty() throws Exception {
        meter.empty();
        meter.sql(
                """
                CREATE TABLE events_all PARTITION OF events DEFAULT;
                CREATE TABLE rollups_all PARTITION OF rollups DEFAULT;
                INSERT INTO tenants (name, monthly_quota) VALUES ('acme', 1000);
                INSERT INTO slack_webhooks (tenant, url) VALUES ('acme', 'https://a.example')
                """);
    }

    private void count(String id, long tokens) throws Exception {
        worker.count("acme", minute, tokens, "gpt", id);
    }

    private static ValidatableResponse correct(String body) {
        return Api.post("/corrections", "application/json", body);
    }

    private static ValidatableResponse take(String event) {
        return correct(
                """
                {"type":"void","tenant":"acme","event":"%s","reason":"sent by a test"}
                """
                        .formatted(event));
    }

    private static ValidatableResponse adjust(long tokens, String more) {
        return correct(
                """
                {"type":"adjustment","tenant":"acme","feature":"gpt","tokens":%d,"reason":"goodwill"%s}
                """
                        .formatted(tokens, more));
    }

    private static String at(Instant minute) {
        return ",\"timestamp\":\"%s\"".formatted(minute);
    }

    /** Rollups and totals, which agree. */
    private List<String> usage() throws Exception {
        List<String> rollups =
                meter.rows(
                        """
                        SELECT format('%s %s %s', feature, sum(total_tokens), sum(event_count))
                          FROM rollups GROUP BY feature ORDER BY feature
                        """);
        assertThat(
                        meter.rows(
                                """
                                SELECT format('%s %s %s', feature, sum(total_tokens), sum(event_count))
                                  FROM period_totals GROUP BY feature ORDER BY feature
                                """))
                .isEqualTo(rollups);
        return rollups;
    }

    private List<String> alerts() throws Exception {
        return meter.rows(
                """
                SELECT format('%s v%s %s>%s %s %s', threshold, quota_version, old_total, new_total,
                              CASE WHEN resolved_at IS NULL THEN 'open' ELSE 'resolved' END,
                              CASE WHEN correction_id IS NULL THEN 'batch' ELSE 'correction' END)
                  FROM alerts ORDER BY created_at, threshold
                """);
    }

    private List<String> messages() throws Exception {
        return meter.rows(
                """
                SELECT format('%s %s', d.event, a.threshold)
                  FROM alert_deliveries d JOIN alerts a ON a.id = d.alert_id
                 ORDER BY d.id
                """);
    }

    /** All that a refusal must leave as it is. */
    private List<String> state() throws Exception {
        return meter.rows(
                """
                SELECT to_jsonb(r)::text FROM rollups r
                UNION ALL SELECT to_jsonb(p)::text FROM period_totals p
                UNION ALL SELECT to_jsonb(c)::text FROM corrections c
                UNION ALL SELECT to_jsonb(l)::text FROM correction_lines l
                UNION ALL SELECT to_jsonb(b)::text FROM ledger b
                UNION ALL SELECT to_jsonb(t)::text FROM tenants t
                UNION ALL SELECT to_jsonb(a)::text FROM audit_log a
                ORDER BY 1
                """);
    }

    @Test
    void voidedEventCountsNoMoreAndSaysSo() throws Exception {
        count("e1", 150);
        count("e2", 50);

        var made =
                take("e1")
                        .statusCode(201)
                        .body("type", equalTo("void"))
                        .body("tenant", equalTo("acme"))
                        .body("feature", equalTo("gpt"))
                        .body("event", equalTo("e1"))
                        .body("tokens", equalTo(-150))
                        .body("events", equalTo(-1))
                        .body("minutes", equalTo(1))
                        .body("firstMinute", equalTo(minute.toString()))
                        .body("lastMinute", equalTo(minute.toString()))
                        .body("periodStart", notNullValue())
                        .body("reason", equalTo("sent by a test"))
                        .body("createdAt", notNullValue())
                        .extract();

        assertThat(usage()).containsExactly("gpt 50 1");
        assertThat(meter.rows("SELECT id FROM events ORDER BY id")).containsExactly("e1", "e2");
        String path = made.header("Location");
        assertThat(path).isEqualTo("/corrections/" + made.path("id"));
        Api.get(path)
                .statusCode(200)
                .body("id", equalTo(made.path("id")))
                .body("lines.minute", contains(minute.toString()))
                .body("lines.tokens", contains(-150))
                .body("lines.events", contains(-1));
        Api.get("/usage/acme").body("totalTokens", equalTo(50));
        Api.get("/reconciliation").body("voided", equalTo(1));
        Api.get("/audit")
                .body("items.action", contains("correction.void"))
                .body("items.tenant", contains("acme"))
                .body("items[0].after.event", equalTo("e1"));
    }

    @Test
    void partsOfItsTokensAreTakenToo() throws Exception {
        count("e1", 150);
        count("e2", 60);
        count("e3", 9);
        meter.sql(
                """
                UPDATE events SET input_tokens = 10, cached_input_tokens = 20,
                       cache_write_tokens = 30, output_tokens = 40, reasoning_tokens = 50
                 WHERE id = 'e1';
                UPDATE events SET input_tokens = 1, cached_input_tokens = 2, cache_write_tokens = 3,
                       output_tokens = 4, reasoning_tokens = 50
                 WHERE id = 'e2';
                UPDATE rollups SET input_tokens = 11, cached_input_tokens = 22,
                       cache_write_tokens = 33, output_tokens = 44, reasoning_tokens = 100
                """);

        take("e1").statusCode(201);
        take("e3").statusCode(201);

        assertThat(usage()).containsExactly("gpt 60 1");
        String parts =
                """
                SELECT concat_ws(' ', input_tokens, cached_input_tokens, cache_write_tokens,
                                 output_tokens, reasoning_tokens)
                  FROM %s
                """;
        assertThat(meter.rows(parts.formatted("rollups"))).containsExactly("1 2 3 4 50");
        assertThat(meter.rows(parts.formatted("correction_lines ORDER BY total_tokens")))
                .containsExactly("-10 -20 -30 -40 -50", "");
    }

    @Test
    void eventIsVoidedOnceHoweverOftenThatIsAskedFor() throws Exception {
        count("e1", 150);
        count("e2", 50);
        String first = take("e1").statusCode(201).extract().asString();
        List<String> state = state();

        assertThat(take("e1").statusCode(200).extract().asString()).isEqualTo(first);
        meter.sql("DELETE FROM events");
        assertThat(take("e1").statusCode(200).extract().asString()).isEqualTo(first);

        assertThat(state()).isEqualTo(state);
    }

    @Test
    void eventThatWasNotCountedIsSaidToBeElsewhere() throws Exception {
        count("e1", 5);
        worker.count("acme", minute, 5);
        meter.sql("INSERT INTO tenants (name) VALUES ('other')");

        Api.isProblem(take("e2"), 404, "unknown-event")
                .body("detail", containsString("still be in the queue"))
                .body("detail", containsString("FLAGMETER_RETENTION_EVENTS"));
        Api.isProblem(
                correct(
                        "{\"type\":\"void\",\"tenant\":\"other\",\"event\":\"e1\",\"reason\":\"r\"}"),
                404,
                "unknown-event");
        Api.isProblem(
                correct(
                        "{\"type\":\"void\",\"tenant\":\"none\",\"event\":\"e1\",\"reason\":\"r\"}"),
                404,
                "unknown-tenant");
    }

    @Test
    void idThatWasCountedOnTwoDaysWantsATimestamp() throws Exception {
        Instant before = minute.minus(Duration.ofDays(3));
        worker.count("acme", before, 70, "gpt", "e1");
        count("e1", 5);

        Api.isProblem(take("e1"), 409, "conflict")
                .body("field", equalTo("timestamp"))
                .body("detail", containsString(before.toString().substring(0, 10)));

        String body = "{\"type\":\"void\",\"tenant\":\"acme\",\"event\":\"e1\",\"reason\":\"r\"%s}";
        correct(body.formatted(at(before))).statusCode(201).body("tokens", equalTo(-70));
        correct(body.formatted(at(before))).statusCode(200).body("tokens", equalTo(-70));
        correct(body.formatted(at(minute))).statusCode(201).body("tokens", equalTo(-5));
        Api.isProblem(
                correct(body.formatted(at(minute.minus(Duration.ofDays(9))))),
                404,
                "unknown-event");
        assertThat(meter.rows("SELECT sum(total_tokens) FROM rollups")).containsExactly("0");
    }

    @Test
    void reductionResolvesAndArmsAgain() throws Exception {
        count("e1", 600);
        count("e2", 300);

        String id = take("e2").statusCode(201).extract().path("id");

        assertThat(alerts()).containsExactly("80 v1 600>900 resolved batch");
        assertThat(messages()).containsExactly("crossed 80", "resolved 80");
        Api.get("/alerts")
                .body("items.state", contains("resolved"))
                .body("items.resolvedBy", contains(id));
        Api.get("/tenants/acme").body("quotaVersion", equalTo(2));
        String alert = Api.get("/alerts").extract().path("items[0].id");
        Api.get("/alerts/" + alert)
                .body("explanation", containsString("Correction %s resolved it".formatted(id)));

        count("e3", 200);

        assertThat(alerts())
                .containsExactly("80 v1 600>900 resolved batch", "80 v2 600>800 open batch");
        assertThat(messages()).containsExactly("crossed 80", "resolved 80", "crossed 80");
    }

    @Test
    void reductionThatStaysOverTheThresholdSaysNothing() throws Exception {
        count("e1", 850);
        count("e2", 50);

        take("e2").statusCode(201);
        count("e3", 50);

        assertThat(alerts()).containsExactly("80 v1 0>850 open batch");
        assertThat(messages()).containsExactly("crossed 80");
        Api.get("/tenants/acme").body("quotaVersion", equalTo(1));
    }

    @Test
    void additionThatCrossesAlertsOnce() throws Exception {
        meter.sql("UPDATE tenants SET thresholds = '{50, 80}'");
        count("e1", 300);

        String id =
                adjust(550, "")
                        .statusCode(201)
                        .body("type", equalTo("adjustment"))
                        .body("event", nullValue())
                        .body("tokens", equalTo(550))
                        .body("events", equalTo(0))
                        .extract()
                        .path("id");
        adjust(1, "").statusCode(201);
        count("e2", 1);

        assertThat(usage()).containsExactly("gpt 852 2");
        assertThat(alerts())
                .containsExactly("50 v1 300>850 open correction", "80 v1 300>850 open correction");
        assertThat(messages()).containsExactly("crossed 80");
        Api.get("/alerts").body("items.correctionId", contains(id, id));
        String alert = Api.get("/alerts").extract().path("items[0].id");
        Api.get("/alerts/" + alert)
                .body(
                        "explanation",
                        containsString(
                                "Correction %s took the total from 300 to 850".formatted(id)));
        adjust(-400, "").statusCode(201);
        assertThat(messages()).containsExactly("crossed 80", "resolved 80");
    }

    @Test
    void tokensAreTakenFromTheNewestMinutesFirst() throws Exception {
        meter.sql("UPDATE tenants SET billing_day = extract(day FROM now() AT TIME ZONE 'UTC')");
        Instant day = minute.truncatedTo(ChronoUnit.DAYS);
        for (int i = 0; i < 3; i++) {
            worker.count("acme", day.plusSeconds(60L * i), 300, "gpt", null);
            worker.count("acme", day.plusSeconds(60L * i), 300, "claude", null);
        }
        worker.count("acme", day.minusSeconds(60), 300, "gpt", null);

        String id =
                adjust(-500, "")
                        .statusCode(201)
                        .body("minutes", equalTo(2))
                        .body("periodStart", equalTo(day.toString()))
                        .body("firstMinute", equalTo(day.plusSeconds(60).toString()))
                        .body("lastMinute", equalTo(day.plusSeconds(120).toString()))
                        .extract()
                        .path("id");

        Api.get("/corrections/" + id)
                .body(
                        "lines.minute",
                        contains(day.plusSeconds(60).toString(), day.plusSeconds(120).toString()))
                .body("lines.tokens", contains(-200, -300))
                .body("lines.events", contains(0, 0));
        assertThat(
                        meter.rows(
                                """
                                SELECT format('%s %s', total_tokens, event_count) FROM rollups
                                 WHERE feature = 'gpt' ORDER BY minute
                                """))
                .containsExactly("300 1", "300 1", "100 1", "0 1");
        assertThat(usage()).containsExactly("claude 900 3", "gpt 700 4");

        List<String> state = state();
        Api.isProblem(adjust(-401, ""), 409, "below-zero")
                .body("limit", equalTo(400))
                .body("detail", containsString("400 tokens in the period from " + day));
        assertThat(state()).isEqualTo(state);
        adjust(-400, "").statusCode(201).body("minutes", equalTo(2));
        assertThat(usage()).containsExactly("claude 900 3", "gpt 300 4");
    }

    @Test
    void oneCorrectionTakesFromAThousandMinutesAtMost() throws Exception {
        meter.sql(
                """
                UPDATE tenants SET billing_day = extract(day FROM now() AT TIME ZONE 'UTC');
                INSERT INTO rollups
                SELECT 'acme', 'gpt', date_trunc('day', now(), 'UTC') + i * interval '1 minute', 1, 1
                  FROM generate_series(1, 1001) i;
                INSERT INTO period_totals (tenant, period_start, period_end, feature, total_tokens,
                                           event_count, latest_minute)
                SELECT 'acme', date_trunc('day', now(), 'UTC'),
                       date_trunc('day', now(), 'UTC') + interval '28 days', 'gpt', 1001, 1001,
                       max(minute)
                  FROM rollups
                """);

        Api.isProblem(adjust(-1001, ""), 409, "below-zero")
                .body("limit", equalTo(1000))
                .body("detail", containsString("1000 tokens in its newest 1000 minutes"));
        String id = adjust(-1000, "").statusCode(201).extract().path("id");

        Api.get("/corrections/" + id).body("lines", hasSize(1000));
        adjust(-1, "").statusCode(201).body("minutes", equalTo(1));
        assertThat(usage()).containsExactly("gpt 0 1001");
    }

    @Test
    void aMinuteGivesNoMoreThanItHolds() throws Exception {
        count("e1", 100);
        worker.count("acme", minute.minusSeconds(60), 500, "gpt", null);
        List<String> state = state();

        Api.isProblem(adjust(-101, at(minute)), 409, "below-zero")
                .body("limit", equalTo(100))
                .body("detail", containsString(minute + " of the feature gpt holds 100 tokens"));
        Api.isProblem(adjust(-1, at(minute.minusSeconds(600))), 409, "below-zero")
                .body("limit", equalTo(0));
        assertThat(state()).isEqualTo(state);

        adjust(-60, at(minute)).statusCode(201);
        Api.isProblem(take("e1"), 409, "below-zero").body("limit", equalTo(40));
        assertThat(usage()).containsExactly("gpt 540 2");
    }

    @Test
    void totalThatIsLessThanItsRollupsIsNotTakenBelowZero() throws Exception {
        count("e1", 100);
        meter.sql("UPDATE period_totals SET total_tokens = 99");

        Api.isProblem(take("e1"), 409, "below-zero")
                .body("detail", containsString("the period from"))
                .body("limit", equalTo(99));
    }

    @Test
    void sumThatStandsStillIsLeftAlone() throws Exception {
        count("e1", 100);
        count("e2", 100);
        for (String table : List.of("rollups", "period_totals")) {
            meter.sql("UPDATE %s SET total_tokens = 9223372036854775807".formatted(table));
            List<String> state = state();

            Api.isProblem(take("e1"), 409, "total-full")
                    .body("detail", containsString("9223372036854775807"));
            Api.isProblem(adjust(-5, ""), 409, "total-full");
            Api.isProblem(adjust(5, ""), 409, "total-full");
            assertThat(state()).isEqualTo(state);
            meter.sql("UPDATE %s SET total_tokens = 200".formatted(table));
        }
        meter.sql(
                """
                UPDATE rollups SET total_tokens = 9223372036854775800;
                UPDATE period_totals SET total_tokens = 9223372036854775800
                """);
        Api.isProblem(adjust(7, at(minute)), 409, "total-full");
        adjust(6, at(minute)).statusCode(201);
        take("e1").statusCode(201);
        assertThat(usage()).containsExactly("gpt 9223372036854775706 1");
    }

    @Test
    void periodThatHasEndedIsCorrectedWithoutAWord() throws Exception {
        Instant ended =
                minute.truncatedTo(ChronoUnit.DAYS).minus(Duration.ofDays(62)).plusSeconds(43_200);
        worker.count("acme", ended, 700, "gpt", "old");
        adjust(500, at(ended)).statusCode(201);
        adjust(-600, at(ended)).statusCode(201);
        adjust(7, at(ended.minusSeconds(120))).statusCode(201);

        assertThat(usage()).containsExactly("gpt 607 1");
        assertThat(meter.rows("SELECT count(*) FROM period_totals")).containsExactly("1");
        assertThat(alerts()).isEmpty();
        assertThat(messages()).isEmpty();
    }

    @Test
    void featureBeyondTheLimitIsRefusedAndOtherIsNot() throws Exception {
        meter.sql(
                """
                INSERT INTO period_totals (tenant, period_start, period_end, feature, total_tokens,
                                           event_count, latest_minute)
                SELECT 'acme', date_trunc('month', now(), 'UTC'),
                       date_trunc('month', now(), 'UTC') + interval '1 month', 'f' || i, 0, 0, now()
                  FROM generate_series(1, 1000) i
                """);
        Api.isProblem(adjust(5, ""), 409, "conflict")
                .body("field", equalTo("feature"))
                .body("limit", equalTo(1000));
        correct(
                        """
                        {"type":"adjustment","tenant":"acme","feature":"(other)","tokens":5,"reason":"r"}
                        """)
                .statusCode(201)
                .body("feature", equalTo("(other)"));
    }

    @Test
    void minuteWithoutAPlaceIsRefused() throws Exception {
        meter.sql("DROP TABLE rollups_all");

        Api.isProblem(adjust(5, at(minute)), 409, "conflict")
                .body("field", equalTo("timestamp"))
                .body("detail", containsString("no place"));

        assertThat(meter.rows("SELECT id FROM corrections")).isEmpty();
    }

    @Test
    void forecastForgetsWhatWasTaken() throws Exception {
        count("e1", 100);
        count("e2", 900);
        meter.sql("UPDATE period_totals SET recent_tokens = 1000");

        take("e2").statusCode(201);
        assertThat(recent()).isEqualTo("100");
        adjust(40, at(minute)).statusCode(201);
        assertThat(recent()).isEqualTo("140");
        adjust(-80, at(minute)).statusCode(201);
        assertThat(recent()).isEqualTo("60");
    }

    private String recent() throws Exception {
        return meter.rows("SELECT round(recent_tokens) FROM period_totals").getFirst();
    }

    @Test
    void listIsNewestFirstAndOfOneTenantIfAsked() throws Exception {
        meter.sql("INSERT INTO tenants (name) VALUES ('other')");
        for (int i = 1; i <= 3; i++) {
            adjust(i, "").statusCode(201);
        }
        correct(
                        """
                        {"type":"adjustment","tenant":"other","feature":"gpt","tokens":9,"reason":"r"}
                        """)
                .statusCode(201);

        Api.get("/corrections")
                .body("items.tokens", contains(9, 3, 2, 1))
                .body("next", nullValue());
        Api.get("/corrections?tenant=other").body("items.tokens", contains(9));
        String next =
                Api.get("/corrections?tenant=acme&limit=2")
                        .body("items.tokens", contains(3, 2))
                        .extract()
                        .path("next");
        Api.get("/corrections?tenant=acme&limit=2&after=" + next)
                .body("items.tokens", contains(1))
                .body("next", nullValue());
        Api.isProblem(
                Api.get("/corrections/0199f1d2-6f0a-7c3e-9b1a-3f2f6a7c8d90"),
                404,
                "unknown-correction");
        Api.isProblem(Api.get("/corrections/1"), 404, "unknown-correction");
        Api.isProblem(Api.get("/corrections?after=1"), 400, "invalid-parameter");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"type\":\"refund\",\"tenant\":\"acme\",\"event\":\"e\",\"reason\":\"r\"}",
                "{\"type\":\"void\",\"tenant\":\"acme\",\"reason\":\"r\"}",
                "{\"type\":\"void\",\"tenant\":\"acme\",\"event\":\"\",\"reason\":\"r\"}",
                "{\"type\":\"void\",\"tenant\":\"acme\",\"event\":\"a\\u0000\",\"reason\":\"r\"}",
                "{\"type\":\"void\",\"tenant\":\"a b\",\"event\":\"e\",\"reason\":\"r\"}",
                "{\"type\":\"void\",\"event\":\"e\",\"reason\":\"r\"}",
                "{\"type\":\"void\",\"tenant\":\"acme\",\"event\":\"e\"}",
                "{\"type\":\"void\",\"tenant\":\"acme\",\"event\":\"e\",\"reason\":\" \"}",
                "{\"type\":\"void\",\"tenant\":\"acme\",\"event\":\"e\",\"reason\":\"\\ud800\"}",
                "{\"type\":\"void\",\"tenant\":\"acme\",\"event\":\"e\",\"reason\":\"a\\nb\"}",
                "{\"type\":\"void\",\"tenant\":\"acme\",\"event\":\"e\",\"tokens\":1,\"reason\":\"r\"}",
                "{\"type\":\"void\",\"tenant\":\"acme\",\"event\":\"e\",\"timestamp\":\"noon\",\"reason\":\"r\"}",
                "{\"type\":\"adjustment\",\"tenant\":\"acme\",\"feature\":\"f\",\"tokens\":0,\"reason\":\"r\"}",
                "{\"type\":\"adjustment\",\"tenant\":\"acme\",\"feature\":\"f\",\"reason\":\"r\"}",
                "{\"type\":\"adjustment\",\"tenant\":\"acme\",\"tokens\":1,\"reason\":\"r\"}",
                "{\"type\":\"adjustment\",\"tenant\":\"acme\",\"feature\":\"(f)\",\"tokens\":1,\"reason\":\"r\"}",
                "{\"type\":\"adjustment\",\"tenant\":\"acme\",\"feature\":\"f\",\"tokens\":1.5,\"reason\":\"r\"}",
                "{\"type\":\"adjustment\",\"tenant\":\"acme\",\"feature\":\"f\",\"tokens\":1000000000000001,\"reason\":\"r\"}",
                "{\"type\":\"adjustment\",\"tenant\":\"acme\",\"feature\":\"f\",\"tokens\":1,\"reason\":\"r\",\"timestamp\":\"2999-01-01T00:00:00Z\"}",
                "{\"type\":\"adjustment\",\"tenant\":\"acme\",\"feature\":\"f\",\"tokens\":1,\"reason\":\"r\",\"timestamp\":\"1969-01-01T00:00:00Z\"}",
                "{\"type\":\"adjustment\",\"tenant\":\"acme\",\"feature\":\"f\",\"tokens\":1,\"event\":\"e\",\"reason\":\"r\"}"
            })
    void whatIsNoCorrectionIsRefused(String body) throws Exception {
        Api.isProblem(correct(body), 400, "invalid-field").body("field", notNullValue());
        assertThat(meter.rows("SELECT id FROM corrections")).isEmpty();
    }

    @Test
    void reasonMayHave500Characters() {
        String body =
                "{\"type\":\"adjustment\",\"tenant\":\"acme\",\"feature\":\"f\",\"tokens\":1,\"reason\":\"%s\"}";
        correct(body.formatted("ä".repeat(500))).statusCode(201);
        Api.isProblem(correct(body.formatted("r".repeat(501))), 400, "invalid-field");
    }

    @Test
    void manyWhoVoidAnEventAtOnceTakeItOnce() throws Exception {
        count("e1", 100);
        count("e2", 200);
        var made = new AtomicInteger();

        Api.atOnce(
                8,
                () -> {
                    if (take("e2").extract().statusCode() == 201) {
                        made.incrementAndGet();
                    }
                });

        assertThat(made).hasValue(1);
        assertThat(usage()).containsExactly("gpt 100 1");
        Api.get("/reconciliation").body("voided", equalTo(1));
    }

    /** The key of the ledger holds where no lock does, as beside somebody's own SQL. */
    @Test
    void whoTakesNoLockStillCannotVoidTwice() throws Exception {
        count("e1", 100);
        take("e1").statusCode(201);
        meter.sql(
                """
                CREATE TABLE kept AS SELECT * FROM corrections;
                DELETE FROM corrections
                """);
        try (Connection other = database.getConnection();
                Statement sql = other.createStatement()) {
            other.setAutoCommit(false);
            meter.sql("UPDATE rollups SET total_tokens = 100, event_count = 1");
            meter.sql("UPDATE period_totals SET total_tokens = 100, event_count = 1");
            sql.execute("INSERT INTO corrections SELECT * FROM kept");
            var mine = CompletableFuture.supplyAsync(() -> take("e1").extract().statusCode());
            await().until(() -> !meter.rows(WAITING).isEmpty());

            other.commit();

            assertThat(mine.join()).isEqualTo(200);
        }
        assertThat(usage()).containsExactly("gpt 100 1");
    }

    @Test
    void correctionWaitsForABatchOfItsTenant() throws Exception {
        count("e1", 100);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var mine = new CompletableFuture<Integer>();
            worker.whileABatchIsApplied(
                    "acme",
                    () -> {
                        threads.submit(() -> mine.complete(take("e1").extract().statusCode()));
                        await().until(() -> !meter.rows(WAITING).isEmpty());
                        assertThat(mine).isNotDone();
                    });
            assertThat(mine.get()).isEqualTo(201);
        }
    }

    @Test
    void voidsBesideBatchesOfTheSameTenantLoseAndDoubleNothing() throws Exception {
        for (int i = 0; i < 40; i++) {
            count("v" + i, 7);
        }
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var counting =
                    threads.submit(
                            () -> {
                                for (int i = 0; i < 100; i++) {
                                    count("k" + i, 10);
                                }
                                return null;
                            });
            for (int i = 0; i < 40; i++) {
                take("v" + i).statusCode(201);
            }
            counting.get();
        }

        assertThat(usage()).containsExactly("gpt 1000 100");
        // A void may take the total under the threshold for a moment, then it is passed again.
        List<String> messages = messages();
        for (int i = 0; i < messages.size(); i++) {
            assertThat(messages.get(i)).isEqualTo(i % 2 == 0 ? "crossed 80" : "resolved 80");
        }
        assertThat(messages.size() % 2).isEqualTo(1);
        assertThat(alerts()).filteredOn(alert -> alert.contains("open")).hasSize(1);
        Api.get("/reconciliation").body("voided", equalTo(40));
    }

    @Test
    void correctionThatDiesHalfWayLeavesNothing() throws Exception {
        count("e1", 900);
        List<String> state = state();
        try (Connection holder = database.getConnection();
                Statement lock = holder.createStatement()) {
            holder.setAutoCommit(false);
            // Rollups, total, alerts are written by then.
            lock.execute("LOCK TABLE audit_log IN EXCLUSIVE MODE");
            var dying = CompletableFuture.supplyAsync(() -> take("e1").extract().statusCode());
            await().until(() -> !meter.rows(WAITING).isEmpty());
            meter.sql("SELECT pg_terminate_backend(pid) FROM (%s) AS waiting".formatted(WAITING));
            assertThat(dying.join()).isEqualTo(503);
            holder.rollback();
        }

        assertThat(state()).isEqualTo(state);
        assertThat(messages()).containsExactly("crossed 80");
        take("e1").statusCode(201);
        assertThat(usage()).containsExactly("gpt 0 0");
    }

    @Test
    void everyOutcomeIsCounted() throws Exception {
        count("e1", 900);
        double made = counted("void", "made");
        double repeated = counted("void", "repeated");
        double refused = counted("adjustment", "refused");

        take("e1").statusCode(201);
        take("e1").statusCode(200);
        adjust(-1, "").statusCode(409);

        assertThat(counted("void", "made")).isEqualTo(made + 1);
        assertThat(counted("void", "repeated")).isEqualTo(repeated + 1);
        assertThat(counted("adjustment", "refused")).isEqualTo(refused + 1);
    }

    private static double counted(String type, String outcome) {
        String line =
                "flagmeter_corrections_total{outcome=\"%s\",type=\"%s\"} ".formatted(outcome, type);
        return Api.get("/q/metrics")
                .extract()
                .asString()
                .lines()
                .filter(text -> text.startsWith(line))
                .mapToDouble(text -> Double.parseDouble(text.substring(line.length())))
                .findFirst()
                .orElseThrow();
    }
}
