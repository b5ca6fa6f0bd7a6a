package io.flagmeter.api.tenants;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;

import io.flagmeter.api.Api;
import io.flagmeter.api.TestMeter;
import io.flagmeter.model.billing.BillingCycle;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

    /** A period whose first usage is known as a total only. */
    private void dropRollupsOfMostOfThePeriod(Instant earlier) throws Exception {
        worker.count("acme", earlier, 900_000);
        worker.count("acme", minute, 5);
        meter.sql("DELETE FROM rollups WHERE minute < '%s'".formatted(minute));
    }

    private List<String> totals() throws Exception {
        return meter.rows("SELECT total_tokens FROM period_totals ORDER BY total_tokens");
    }

    @ParameterizedTest
    @ValueSource(strings = {"5", ""})
    void usageWhoseRollupsAreGoneIsNotForgotten(String kept) throws Exception {
        // In the period of every cycle that is a few hours off.
        Instant earlier = minute.minus(Duration.ofMinutes(1));
        dropRollupsOfMostOfThePeriod(earlier);
        if (kept.isEmpty()) {
            meter.sql("DELETE FROM rollups");
        }

        for (String body :
                new String[] {"{\"timeZone\": \"Asia/Tokyo\"}", "{\"timeZone\": \"Etc/UTC\"}"}) {
            Api.isProblem(Api.patch("/tenants/acme", body), 409, "conflict")
                    .body("detail", containsString("FLAGMETER_RETENTION_ROLLUPS"));
        }

        assertThat(totals()).containsExactly("900005");
        assertThat(meter.rows("SELECT time_zone FROM tenants")).containsExactly("UTC");
        change("{\"monthlyQuota\": 2000}");
    }

    @Test
    void usageBeforeTheNewPeriodMayHaveLostItsRollups() throws Exception {
        Instant yesterday = minute.minus(Duration.ofDays(1));
        meter.sql(
                """
                INSERT INTO rollups (tenant, feature, minute, total_tokens, event_count)
                VALUES ('acme', 'f', '%1$s', 5, 1),
                       ('acme', 'f', '%1$s'::timestamptz - interval '9 days', 1, 1);
                INSERT INTO period_totals (tenant, period_start, period_end, feature, total_tokens,
                                           event_count, latest_minute)
                VALUES ('acme', '%1$s'::timestamptz - interval '20 days',
                        '%1$s'::timestamptz + interval '9 days', 'f', 900006, 3, '%1$s')
                """
                        .formatted(minute));

        int day = yesterday.atZone(BillingCycle.DEFAULT.zone()).getDayOfMonth();
        change("{\"billingDay\": %d, \"timeZone\": \"Etc/UTC\"}".formatted(day));

        Instant start = BillingCycle.of(day, "UTC").periodAt(minute).start();
        assertThat(
                        meter.rows(
                                "SELECT total_tokens FROM period_totals WHERE period_start = '%s'"
                                        .formatted(start)))
                .containsExactly("5");
    }
}
