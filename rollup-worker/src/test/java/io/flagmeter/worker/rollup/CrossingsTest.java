package io.flagmeter.worker.rollup;

import static io.flagmeter.worker.rollup.QuotaTenants.used;
import static io.flagmeter.worker.testing.TestEvents.NOON;
import static io.flagmeter.worker.testing.TestEvents.at;
import static io.flagmeter.worker.testing.TestEvents.event;
import static io.flagmeter.worker.testing.TestEvents.payloads;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/** Who passed which threshold. */
class CrossingsTest {

    private final Database database = new Database();
    private final QuotaTenants tenants;

    CrossingsTest() throws SQLException {
        tenants = new QuotaTenants(database);
    }

    @Test
    void withoutAQuotaNothingIsPassed() throws Exception {
        database.apply("b1", used("1", "free", 1_000_000), used("2", "stranger", 1_000_000));

        assertThat(tenants.alerts()).isEmpty();
    }

    @Test
    void lateEventsOfAnEndedPeriodStaySilentAndThoseAheadDoNot() throws Exception {
        database.execute("UPDATE tenants SET billing_day = 15 WHERE name = 'acme'");
        database.execute("UPDATE tenants SET billing_day = 21 WHERE name = 'zeta'");
        database.apply(
                "b1",
                at(used("1", "acme", 5000), NOON.minus(Duration.ofDays(6))),
                at(used("2", "zeta", 600), NOON.plus(Duration.ofDays(1))));

        assertThat(tenants.alerts()).containsExactly("zeta 50 0 600 b1");
    }

    @Test
    void newPeriodIsArmedAgain() throws Exception {
        database.execute("UPDATE tenants SET billing_day = 21");
        database.apply("b1", used("1", "acme", 900));
        database.apply("b2", at(used("2", "acme", 900), NOON.plus(Duration.ofDays(1))));

        assertThat(tenants.alerts()).containsExactly("acme 80 0 900 b1", "acme 80 0 900 b2");
    }

    @Test
    void resolvedThresholdFiresAgainUnderTheNewQuota() throws Exception {
        database.apply("b1", used("1", "acme", 900));
        database.execute(
                """
                UPDATE tenants SET monthly_quota = 2000, quota_version = 2 WHERE name = 'acme';
                UPDATE alerts SET resolved_at = now()
                """);
        database.apply("b2", used("2", "acme", 600));
        database.apply("b3", used("3", "acme", 100));

        assertThat(tenants.alerts()).containsExactly("acme 80 0 900 b1", "acme 80 1500 1600 b3");
    }

    @Test
    void openAlertIsNotRepeatedUnderANewQuota() throws Exception {
        database.apply("b1", used("1", "acme", 900));
        database.execute("UPDATE tenants SET monthly_quota = 1100, quota_version = 2");
        database.apply("b2", used("2", "acme", 1));

        assertThat(tenants.alerts()).containsExactly("acme 80 0 900 b1");
    }

    @Test
    void largestNumbersDoNotOverflow() throws Exception {
        database.execute(
                """
                UPDATE tenants SET monthly_quota = 1000000000000000, thresholds = '{1000}'
                WHERE name = 'acme';
                INSERT INTO period_totals
                    (tenant, period_start, feature, period_end, total_tokens, event_count,
                     latest_minute)
                VALUES ('acme', '2026-11-01Z', 'gpt', '2026-12-01Z', 9000000000000000000, 1,
                        '2026-11-02Z')
                """);

        assertThat(database.apply("b1", used("1", "acme", 1)).crossings()).isEqualTo(1);
    }

    @Test
    void crossingThatIsRolledBackIsFoundAgain() throws Exception {
        database.execute("ALTER TABLE applied_batches ADD CONSTRAINT never CHECK (applied = 0)");
        assertThatThrownBy(() -> database.apply("b1", used("1", "acme", 900)))
                .isInstanceOf(SQLException.class);
        assertThat(tenants.alerts()).isEmpty();

        database.execute("ALTER TABLE applied_batches DROP CONSTRAINT never");
        database.apply("b1", used("1", "acme", 900));
        assertThat(tenants.alerts()).containsExactly("acme 80 0 900 b1");
    }

    @Test
    void manyBatchesOfManyWorkersCrossOnce() throws Exception {
        try (var workers = Executors.newFixedThreadPool(4)) {
            var tasks = new ArrayList<Callable<BatchOutcome>>();
            for (int i = 0; i < 40; i++) {
                String id = "b" + i % 30; // ten are delivered twice
                List<byte[]> payloads = payloads(List.of(used(id, "acme", 40)));
                tasks.add(SeveralWorkersTest.patiently(() -> database.apply(id, payloads)));
            }
            for (var done : workers.invokeAll(tasks)) {
                done.get();
            }
        }

        assertThat(database.rows("SELECT threshold, old_total, new_total FROM alerts"))
                .containsExactly("80 760 800");
        assertThat(tenants.told()).hasSize(3);
    }

    @Test
    void sumBeyondWhatALongHoldsIsACrossingAndNoFault() throws Exception {
        database.apply("b1", used("1", "acme", 1), event("2", "acme", "tts", 1));
        database.execute("UPDATE period_totals SET total_tokens = 9223372036854775800");
        database.execute("UPDATE rollups SET total_tokens = 9223372036854775800");

        BatchOutcome outcome = database.apply("b2", used("3", "acme", 1_000_000_000_000L));

        assertThat(outcome.applied()).isEqualTo(1);
        assertThat(outcome.dead()).isZero();
        assertThat(database.rows("SELECT feature, total_tokens FROM period_totals ORDER BY 1"))
                .containsExactly("gpt 9223372036854775807", "tts 9223372036854775800");
        assertThat(database.rows("SELECT feature, total_tokens FROM rollups ORDER BY 1"))
                .containsExactly("gpt 9223372036854775807", "tts 9223372036854775800");
        assertThat(database.rows("SELECT threshold, new_total FROM alerts"))
                .containsExactly("80 9223372036854775807");
    }
}
