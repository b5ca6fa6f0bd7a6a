package io.flagmeter.api.tenants;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagmeter.api.Api;
import io.flagmeter.api.TestMeter;
import io.flagmeter.model.billing.BillingCycle;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class QuotaChangesTest {

    @Inject TestMeter meter;
    @Inject WorkerBySql worker;

    private final Instant minute = Instant.now().truncatedTo(ChronoUnit.MINUTES);

    @BeforeEach
    void empty() throws Exception {
        meter.empty();
        meter.sql(
                """
                CREATE TABLE rollups_all PARTITION OF rollups DEFAULT;
                INSERT INTO tenants (name, monthly_quota, thresholds)
                VALUES ('acme', 1000, '{80, 100}');
                INSERT INTO slack_webhooks (tenant, url) VALUES
                    ('acme', 'https://a.example'), ('*', 'https://b.example'),
                    ('other', 'https://c.example');
                INSERT INTO slack_webhooks (tenant, url, enabled)
                VALUES ('acme', 'https://d.example', false)
                """);
    }

    private static void change(String body) {
        Api.patch("/tenants/acme", body).statusCode(200);
    }

    private List<String> alerts() throws Exception {
        return meter.rows(
                """
                SELECT format('%s v%s %s %s', threshold, quota_version, new_total,
                              CASE WHEN resolved_at IS NULL THEN 'open' ELSE 'resolved' END)
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

    @Test
    void quotaLoweredUnderTheUsageFiresAtOnceAndSpeaksOnceAWebhook() throws Exception {
        worker.count("acme", minute, 700);

        change("{\"monthlyQuota\": 700}");

        assertThat(alerts()).containsExactly("80 v2 700 open", "100 v2 700 open");
        assertThat(messages()).containsExactly("crossed 100", "crossed 100");
        assertThat(meter.rows("SELECT count(DISTINCT announced_by) FROM alerts")).containsOnly("1");
    }

    @Test
    void raisedQuotaResolvesAndArmsAgain() throws Exception {
        worker.count("acme", minute, 900);
        change("{\"monthlyQuota\": 2000}");
        worker.count("acme", minute, 800);

        assertThat(alerts()).containsExactly("80 v1 900 resolved", "80 v2 1700 open");
        assertThat(messages())
                .containsExactly(
                        "crossed 80",
                        "crossed 80",
                        "resolved 80",
                        "resolved 80",
                        "crossed 80",
                        "crossed 80");
    }

    @Test
    void alertThatStaysExceededSpeaksNoMore() throws Exception {
        worker.count("acme", minute, 900);
        change("{\"monthlyQuota\": 950, \"thresholds\": [80, 100, 120]}");
        worker.count("acme", minute, 1);

        assertThat(alerts()).containsExactly("80 v1 900 open");
        assertThat(messages()).hasSize(2);
    }

    @Test
    void changeOfTheCycleRecountsAndCarriesTheAlertOver() throws Exception {
        // Two hours ago is in the period of every cycle that has begun before it.
        Instant twoHoursAgo = minute.minus(Duration.ofHours(2));
        BillingCycle today = BillingCycle.DEFAULT;
        worker.count("acme", twoHoursAgo, 900);
        int day = twoHoursAgo.minus(Duration.ofDays(1)).atZone(today.zone()).getDayOfMonth();

        change("{\"billingDay\": %d}".formatted(day));

        Instant start = BillingCycle.of(day, "UTC").periodAt(Instant.now()).start();
        assertThat(meter.rows("SELECT period_start FROM alerts"))
                .isEqualTo(meter.rows("SELECT '%s'::timestamptz".formatted(start)));
        assertThat(alerts()).containsExactly("80 v2 900 open");
        assertThat(messages()).containsExactly("crossed 80", "crossed 80");
        assertThat(
                        meter.rows(
                                "SELECT total_tokens FROM period_totals WHERE period_start = '%s'"
                                        .formatted(start)))
                .containsExactly("900");
    }

    @Test
    void totalsStayTheSumOfTheRollups() throws Exception {
        for (int month = 0; month < 13; month++) {
            worker.count("acme", minute.minus(Duration.ofDays(30L * month)), 1 + month);
        }
        change("{\"billingDay\": 31, \"timeZone\": \"Pacific/Auckland\"}");

        assertThat(
                        meter.rows(
                                """
                                SELECT count(*) FROM (
                                    SELECT t.period_start FROM period_totals t JOIN rollups r
                                        ON r.tenant = t.tenant AND r.minute >= t.period_start
                                       AND r.minute < t.period_end
                                     GROUP BY t.tenant, t.period_start, t.feature
                                    HAVING sum(r.total_tokens) <> max(t.total_tokens)
                                        OR max(r.minute) <> max(t.latest_minute)) wrong
                                """))
                .containsExactly("0");
        assertThat(meter.rows("SELECT sum(total_tokens) FROM period_totals")).containsExactly("91");
    }

    @Test
    void recentTokensAreHalvedForEveryDayBeforeTheLatestMinute() throws Exception {
        Instant noon = BillingCycle.DEFAULT.periodAt(minute).start().minus(Duration.ofDays(15));
        worker.count("acme", noon, 800);
        worker.count("acme", noon.plus(Duration.ofDays(2)), 100);

        change("{\"timeZone\": \"Europe/Berlin\"}");

        assertThat(meter.rows("SELECT round(recent_tokens::numeric, 6) FROM period_totals"))
                .containsExactly("300.000000");
        assertThat(meter.rows("SELECT latest_minute - first_minute FROM period_totals"))
                .containsExactly("2 days");
    }

    @Test
    void totalsOlderThanTheRollupsAreKept() throws Exception {
        worker.count("acme", minute, 5);
        meter.sql(
                """
                INSERT INTO period_totals VALUES
                ('acme', '2020-01-01Z', 'gpt', '2020-02-01Z', 7, 1, '2020-01-09Z')
                """);

        change("{\"billingDay\": 9}");

        assertThat(meter.rows("SELECT total_tokens FROM period_totals ORDER BY period_start"))
                .containsExactly("7", "5");
    }

    @Test
    void changesThatWaitForABatchLeaveQuotaChecksTheirConnections() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var changes = new ArrayList<Future<?>>();
            worker.whileABatchIsApplied(
                    () -> {
                        for (int i = 0; i < 20; i++) {
                            String body = "{\"monthlyQuota\": %d}".formatted(i + 1);
                            changes.add(threads.submit(() -> change(body)));
                        }
                        for (int i = 0; i < 50; i++) {
                            Api.get("/usage/acme").statusCode(200);
                        }
                    });
            for (Future<?> change : changes) {
                change.get();
            }
        }

        assertThat(meter.rows("SELECT quota_version FROM tenants")).containsExactly("21");
    }

    @Test
    void changesThatRaceWithBatchesMissNoCrossingAndFireNoneTwice() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var counting =
                    threads.submit(
                            () -> {
                                for (int i = 0; i < 100; i++) {
                                    worker.count("acme", minute, 10);
                                }
                                return null;
                            });
            for (int i = 0; i < 50; i++) {
                change("{\"monthlyQuota\": %d}".formatted(i % 2 == 0 ? 100_000 : 200 + i));
            }
            counting.get();
        }
        change("{\"monthlyQuota\": 1000}");

        assertThat(meter.rows("SELECT sum(total_tokens) FROM period_totals"))
                .containsExactly("1000");
        assertThat(
                        meter.rows(
                                """
                                SELECT threshold FROM alerts WHERE resolved_at IS NULL ORDER BY 1
                                """))
                .containsExactly("80", "100");
        assertThat(
                        meter.rows(
                                """
                                SELECT id FROM alerts WHERE new_total * 100 < quota * threshold
                                """))
                .isEmpty();
    }
}
