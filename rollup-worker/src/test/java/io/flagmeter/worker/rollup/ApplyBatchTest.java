package io.flagmeter.worker.rollup;

import static io.flagmeter.worker.testing.TestEvents.NOON;
import static io.flagmeter.worker.testing.TestEvents.at;
import static io.flagmeter.worker.testing.TestEvents.event;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What a batch adds to rollups and totals, in a real PostgreSQL. */
class ApplyBatchTest {

    private final Database database = new Database();

    @Test
    void eventsBecomeRollupsByTenantFeatureAndMinute() throws Exception {
        BatchOutcome outcome =
                database.apply(
                        "b1",
                        event("1", "acme-corp", "gpt", 100),
                        at(event("2", "acme-corp", "gpt", 20), NOON.plusSeconds(59)),
                        at(event("3", "acme-corp", "gpt", 3), NOON.plusSeconds(60)),
                        event("4", "acme-corp", "embed", 5),
                        event("5", "zeta", "gpt", 7));

        assertThat(outcome.applied()).isEqualTo(5);
        assertThat(
                        database.rows(
                                """
                                SELECT tenant, feature, to_char(minute AT TIME ZONE 'UTC', 'HH24:MI'),
                                       total_tokens, event_count
                                FROM rollups ORDER BY 1, 2, 3
                                """))
                .containsExactly(
                        "acme-corp embed 12:00 5 1",
                        "acme-corp gpt 12:00 120 2",
                        "acme-corp gpt 12:01 3 1",
                        "zeta gpt 12:00 7 1");
    }

    @Test
    void laterBatchesAddToRollupsAndTotals() throws Exception {
        database.apply("b1", event("1", "acme-corp", "gpt", 100));
        database.apply("b2", at(event("2", "acme-corp", "gpt", 20), NOON.plusSeconds(90)));
        database.apply("b3", at(event("3", "acme-corp", "gpt", 3), NOON.minusSeconds(90)));

        assertThat(database.value("SELECT sum(total_tokens), count(*) FROM rollups"))
                .isEqualTo("123 3");
        assertThat(
                        database.rows(
                                """
                                SELECT tenant, feature, total_tokens, event_count,
                                       period_start AT TIME ZONE 'UTC', period_end AT TIME ZONE 'UTC',
                                       latest_minute AT TIME ZONE 'UTC'
                                FROM period_totals
                                """))
                .containsExactly(
                        "acme-corp gpt 123 3 2026-11-01 00:00:00 2026-12-01 00:00:00"
                                + " 2026-11-20 12:01:00");
    }

    @Test
    void totalsFollowTheTenantsBillingDayAndZone() throws Exception {
        database.execute(
                """
                INSERT INTO tenants (name, billing_day, time_zone)
                VALUES ('acme-corp', 20, 'America/New_York')
                """);
        Instant start = Instant.parse("2026-11-20T05:00:00Z");

        database.apply(
                "b1",
                at(event("1", "acme-corp", "gpt", 1), start.minusMillis(1)),
                at(event("2", "acme-corp", "gpt", 2), start));

        assertThat(
                        database.rows(
                                """
                                SELECT period_start AT TIME ZONE 'UTC', total_tokens
                                FROM period_totals ORDER BY 1
                                """))
                .containsExactly("2026-10-20 04:00:00 1", "2026-11-20 05:00:00 2");
    }

    @Test
    void unknownTenantsAreCreatedWithoutAQuota() throws Exception {
        database.apply("b1", event("1", "new-tenant", "gpt", 10));

        assertThat(database.rows("SELECT name, monthly_quota, billing_day, time_zone FROM tenants"))
                .containsExactly("new-tenant null 1 UTC");
    }

    @Test
    void recentTokensAreHalvedEachDayInWhateverOrderTheyArrive() throws Exception {
        Instant yesterday = NOON.minus(Duration.ofDays(1));
        database.apply(
                "b1",
                at(event("1", "old-first", "gpt", 100), yesterday),
                event("2", "old-last", "gpt", 10),
                at(event("3", "together", "gpt", 100), yesterday),
                event("4", "together", "gpt", 10));
        database.apply(
                "b2",
                event("5", "old-first", "gpt", 10),
                at(event("6", "old-last", "gpt", 100), yesterday));

        assertThat(
                        database.rows(
                                "SELECT tenant, recent_tokens, first_minute AT TIME ZONE 'UTC',"
                                        + " latest_minute AT TIME ZONE 'UTC' FROM period_totals"
                                        + " ORDER BY 1"))
                .containsExactly(
                        "old-first 60 2026-11-19 12:00:00 2026-11-20 12:00:00",
                        "old-last 60 2026-11-19 12:00:00 2026-11-20 12:00:00",
                        "together 60 2026-11-19 12:00:00 2026-11-20 12:00:00");
    }
}
