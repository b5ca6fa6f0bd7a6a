package io.flagmeter.api.tenants;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagmeter.api.Api;
import io.flagmeter.api.TestMeter;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a change of the quota or the thresholds makes of alerts, also beside batches. */
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
    void changesThatWaitForABatchLeaveQuotaChecksTheirConnections() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var changes = new ArrayList<Future<?>>();
            worker.whileABatchIsApplied(
                    "acme",
                    () -> {
                        for (int i = 0; i < 20; i++) {
                            String body = "{\"monthlyQuota\": %d}".formatted(i + 1);
                            changes.add(threads.submit(() -> change(body)));
                        }
                        for (int i = 0; i < 50; i++) {
                            Api.get("/usage/acme").statusCode(200);
                        }
                        assertThat(changes).noneMatch(Future::isDone);
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

    @Test
    void usageBeyondWhatALongHoldsDoesNotStopAChange() throws Exception {
        worker.count("acme", minute, 900);
        meter.sql(
                """
                UPDATE period_totals SET total_tokens = 9223372036854775807;
                INSERT INTO period_totals (tenant, period_start, period_end, feature, total_tokens,
                                           event_count, latest_minute)
                SELECT tenant, period_start, period_end, 'other', total_tokens, 1, latest_minute
                  FROM period_totals
                """);

        change("{\"monthlyQuota\": 2000}");

        assertThat(meter.rows("SELECT max(new_total) FROM alerts"))
                .containsExactly("9223372036854775807");
    }

    @Test
    void urlThatIsThereForTheTenantAndForAllIsToldOnce() throws Exception {
        meter.sql("INSERT INTO slack_webhooks (tenant, url) VALUES ('*', 'https://a.example')");
        worker.count("acme", minute, 700);

        change("{\"monthlyQuota\": 750}");

        assertThat(
                        meter.rows(
                                """
                                SELECT format('%s %s', e.tenant, e.url)
                                  FROM alert_deliveries d
                                  JOIN alert_endpoints e ON e.id = d.endpoint_id
                                 ORDER BY 1
                                """))
                .containsExactly("* https://b.example", "acme https://a.example");
    }
}
