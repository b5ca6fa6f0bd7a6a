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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a change of the billing day or the zone makes of totals and alerts. */
@QuarkusTest
class CycleChangesTest {

    @Inject TestMeter meter;
    @Inject WorkerBySql worker;

    private final Instant minute = Instant.now().truncatedTo(ChronoUnit.MINUTES);

    @BeforeEach
    void empty() throws Exception {
        meter.empty();
        meter.sql(
                """
                CREATE TABLE rollups_all PARTITION OF rollups DEFAULT;
                INSERT INTO tenants (name, monthly_quota) VALUES ('acme', 1000);
                INSERT INTO slack_webhooks (tenant, url) VALUES ('acme', 'https://a.example')
                """);
    }

    private static void change(String body) {
        Api.patch("/tenants/acme", body).statusCode(200);
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
        assertThat(
                        meter.rows(
                                "SELECT format('%s v%s %s', threshold, quota_version, new_total)"
                                        + " FROM alerts WHERE resolved_at IS NULL"))
                .containsExactly("80 v2 900");
        assertThat(meter.rows("SELECT event FROM alert_deliveries")).containsExactly("crossed");
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
}
