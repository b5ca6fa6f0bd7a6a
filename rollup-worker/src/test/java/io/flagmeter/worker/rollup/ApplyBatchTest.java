package io.flagmeter.worker.rollup;

import static io.flagmeter.worker.testing.TestEvents.NOON;
import static io.flagmeter.worker.testing.TestEvents.at;
import static io.flagmeter.worker.testing.TestEvents.event;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What is counted, and what is not counted twice, in a real PostgreSQL. */
class ApplyBatchTest {

    private final Database database = new Database();

    @Test
    void eventsBecomeRollupsByTenantFeatureAndMinute() throws Exception {
        Outcome outcome =
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
    void aBatchDeliveredAgainIsCountedOnce() throws Exception {
        Outcome first = database.apply("b1", event("1"), event("2"));
        Outcome again = database.apply("b1", event("1"), event("2"));

        assertThat(first.repeated()).isFalse();
        assertThat(again.repeated()).isTrue();
        assertThat(again.applied()).isEqualTo(2);
        assertThat(totalTokens()).isEqualTo("3000");
        assertThat(database.value("SELECT sum(applied), sum(duplicate) FROM applied_batches"))
                .isEqualTo("2 0");
    }

    @Test
    void anEventSentAgainIsADuplicate() throws Exception {
        database.apply("b1", event("1"));
        Outcome outcome = database.apply("b2", event("1"), event("2"));

        assertThat(outcome).isEqualTo(new Outcome(1, 1, 0, 0, 0, outcome.deadLetters(), false));
        assertThat(totalTokens()).isEqualTo("3000");
    }

    @Test
    void theSameIdTwiceInABatchCountsOnceByTheOlder() throws Exception {
        Outcome outcome =
                database.apply(
                        "b1",
                        event("1", "acme-corp", "gpt", 10),
                        at(event("1", "acme-corp", "gpt", 99), NOON.minus(Duration.ofDays(1))));

        assertThat(outcome.applied()).isEqualTo(1);
        assertThat(outcome.duplicate()).isEqualTo(1);
        assertThat(totalTokens()).isEqualTo("10");
    }

    @Test
    void aCopyWithAnEarlierDayIsADuplicate() throws Exception {
        database.apply("b1", event("1"));
        Outcome outcome = database.apply("b2", at(event("1"), NOON.minus(Duration.ofHours(47))));

        assertThat(outcome.duplicate()).isEqualTo(1);
        assertThat(totalTokens()).isEqualTo("1500");
    }

    @Test
    void aCopyWithALaterDayIsADuplicate() throws Exception {
        database.apply("b1", at(event("1"), NOON.minus(Duration.ofHours(47))));
        Outcome outcome = database.apply("b2", event("1"));

        assertThat(outcome.duplicate()).isEqualTo(1);
        assertThat(totalTokens()).isEqualTo("1500");
    }

    @Test
    void aCopyOfAnEventThatCameAheadOfTimeIsADuplicate() throws Exception {
        database.apply("b1", at(event("1"), NOON.plus(Duration.ofHours(23))));
        Outcome outcome = database.apply("b2", event("1"));

        assertThat(outcome.duplicate()).isEqualTo(1);
        assertThat(totalTokens()).isEqualTo("1500");
    }

    @Test
    void anEventSentAgainLongAfterItsTimeIsADuplicate() throws Exception {
        Instant longAgo = NOON.minus(Duration.ofDays(4));
        database.apply("b1", at(event("1"), longAgo));
        Outcome outcome = database.apply("b2", at(event("1"), longAgo));

        assertThat(outcome.duplicate()).isEqualTo(1);
        assertThat(totalTokens()).isEqualTo("1500");
    }

    @Test
    void theSameIdOfAnotherTenantIsAnotherEvent() throws Exception {
        database.apply("b1", event("1", "acme-corp", "gpt", 10));
        Outcome outcome = database.apply("b2", event("1", "zeta", "gpt", 10));

        assertThat(outcome.applied()).isEqualTo(1);
    }

    @Test
    void beyondTheWindowTheSameIdCountsAgain() throws Exception {
        database.apply("b1", at(event("1"), NOON.minus(Duration.ofDays(4))));
        Outcome outcome = database.apply("b2", event("1"));

        assertThat(outcome.applied()).isEqualTo(1);
    }

    @Test
    void unknownTenantsAreCreatedWithoutAQuota() throws Exception {
        database.apply("b1", event("1", "new-tenant", "gpt", 10));

        assertThat(database.rows("SELECT name, monthly_quota, billing_day, time_zone FROM tenants"))
                .containsExactly("new-tenant null 1 UTC");
    }

    @Test
    void aBatchOfNothingButDuplicatesIsRememberedToo() throws Exception {
        database.apply("b1", event("1"));
        database.apply("b2", event("1"));

        assertThat(database.rows("SELECT batch_id, applied, duplicate FROM applied_batches"))
                .containsExactlyInAnyOrder("b1 1 0", "b2 0 1");
    }

    private String totalTokens() throws Exception {
        String rollups = database.value("SELECT sum(total_tokens) FROM rollups");
        assertThat(database.value("SELECT sum(total_tokens) FROM period_totals"))
                .as("totals = rollups")
                .isEqualTo(rollups);
        assertThat(database.value("SELECT sum(tokens) FROM events"))
                .as("rollups = events")
                .isEqualTo(rollups);
        return rollups;
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
