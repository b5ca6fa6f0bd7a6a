package io.flagmeter.worker.rollup;

import static io.flagmeter.worker.testing.TestEvents.NOON;
import static io.flagmeter.worker.testing.TestEvents.at;
import static io.flagmeter.worker.testing.TestEvents.event;
import static io.flagmeter.worker.testing.TestEvents.events;
import static io.flagmeter.worker.testing.TestEvents.payload;
import static io.flagmeter.worker.testing.TestEvents.payloads;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.agroal.api.AgroalDataSource;
import io.flagmeter.model.event.EventCodec;
import io.flagmeter.worker.rollup.RollupConfig.UnknownTenants;
import io.flagmeter.worker.testing.Servers;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Bad events, conflicts and stuck neighbours: nothing is lost, nothing is counted twice. */
class ApplyBatchFaultsTest {

    private final Database database = new Database();

    @AfterEach
    void dropFaults() throws SQLException {
        database.execute("DROP TRIGGER IF EXISTS fault ON period_totals");
        database.execute("ALTER TABLE rollups DROP CONSTRAINT IF EXISTS not_full");
    }

    @Test
    void whatCannotBeDecodedIsADeadLetterAndTheRestCounts() throws Exception {
        BatchOutcome outcome =
                database.apply(
                        "b1",
                        List.of(
                                payload("{\"tokens\":\"many\"}"),
                                EventCodec.encode(event("1")),
                                payload("not json")));

        assertThat(outcome.applied()).isEqualTo(1);
        assertThat(outcome.dead()).isEqualTo(2);
        assertThat(outcome.deadLetters())
                .extracting(letter -> new String(letter, UTF_8))
                .anySatisfy(letter -> assertThat(letter).contains("tokens must be an integer"))
                .anySatisfy(letter -> assertThat(letter).contains("\"payload\":\"not json\""));
    }

    @Test
    void aBatchDeliveredAgainHasTheSameDeadLetters() throws Exception {
        List<byte[]> payloads = List.of(payload("not json"), EventCodec.encode(event("1")));
        BatchOutcome first = database.apply("b1", payloads);
        BatchOutcome again = database.apply("b1", payloads);

        assertThat(again.repeated()).isTrue();
        assertThat(again.deadLetters()).containsExactlyElementsOf(first.deadLetters());
    }

    @Test
    void whatPostgresRefusesIsIsolatedAndTheRestCounts() throws Exception {
        database.execute("ALTER TABLE rollups ADD CONSTRAINT not_full CHECK (tenant <> 'full')");
        var mixed = new ArrayList<>(events(0, 20));
        mixed.add(7, event("too-much", "full", "gpt", 5));

        BatchOutcome outcome = database.apply("b1", payloads(mixed));

        assertThat(outcome.applied()).isEqualTo(20);
        assertThat(outcome.dead()).isEqualTo(1);
        assertThat(new String(outcome.deadLetters().getFirst(), UTF_8))
                .contains("refused by PostgreSQL", "violates check constraint", "too-much");
        assertThat(database.value("SELECT count(*) FROM events WHERE id = 'too-much'"))
                .isEqualTo("0");
        assertThat(
                        database.value(
                                "SELECT sum(total_tokens) FROM period_totals WHERE tenant <> 'full'"))
                .isEqualTo("30000");
    }

    @Test
    void timesThatAreNotKeptAreDeadLetters() throws Exception {
        BatchOutcome outcome =
                database.apply(
                        "b1",
                        at(event("old"), NOON.minus(Duration.ofDays(36))),
                        at(event("future"), NOON.plus(Duration.ofDays(400))),
                        at(event("late"), NOON.minus(Duration.ofDays(34))));

        assertThat(outcome.applied()).isEqualTo(1);
        assertThat(outcome.dead()).isEqualTo(2);
    }

    @Test
    void unknownTenantsMayBeRejected() throws Exception {
        database.execute("INSERT INTO tenants (name) VALUES ('known')");

        BatchOutcome outcome =
                database.applyBatch(UnknownTenants.REJECT)
                        .apply(
                                TestClaim.batch(
                                        "b1",
                                        payloads(
                                                List.of(
                                                        event("1", "known", "gpt", 1),
                                                        event("2", "stranger", "gpt", 1)))));

        assertThat(outcome.applied()).isEqualTo(1);
        assertThat(outcome.dead()).isEqualTo(1);
    }

    @Test
    void conflictsAreTriedAgain() throws Exception {
        failTheFirst(3, "40001");
        assertThat(database.apply("b1", event("1")).applied()).isEqualTo(1);
        failTheFirst(1, "40P01");
        assertThat(database.apply("b2", event("2")).applied()).isEqualTo(1);
        assertThat(database.value("SELECT sum(total_tokens) FROM period_totals")).isEqualTo("3000");
    }

    @Test
    void whatSaysNothingAboutTheEventsLeavesThemToBeDeliveredAgain() throws Exception {
        failTheFirst(1, "53100");

        assertThatThrownBy(() -> database.apply("b1", event("1"))).isInstanceOf(SQLException.class);

        assertThat(database.value("SELECT count(*) FROM events")).isEqualTo("0");
        assertThat(database.apply("b1", event("1")).applied()).isEqualTo(1);
    }

    @Test
    void aClaimThatIsTooOldIsNotApplied() throws Exception {
        assertThatThrownBy(
                        () ->
                                database.applyBatch()
                                        .apply(
                                                TestClaim.batch(
                                                        "b1",
                                                        payloads(events(0, 1)),
                                                        Duration.ofMinutes(6))))
                .hasMessageContaining("too old");

        assertThat(database.value("SELECT count(*) FROM events")).isEqualTo("0");
    }

    /** The pool makes connections commit by themselves again when it gets them back. */
    @Test
    void aFaultOfOurOwnHalfWayLeavesNothing() throws Exception {
        try (AgroalDataSource pool = Servers.pool()) {
            assertThatThrownBy(
                            () ->
                                    Database.applyBatch(pool, new FaultAfterTheTotals())
                                            .apply(TestClaim.batch("b1", payloads(events(0, 1)))))
                    .hasMessage("made by a test");
        }

        assertThat(database.value("SELECT count(*) FROM period_totals")).isEqualTo("0");
    }

    /** Asked for the most features when the totals have been added. */
    private static final class FaultAfterTheTotals implements RollupConfig {

        @Override
        public Duration dedupWindow() {
            return Duration.ofHours(48);
        }

        @Override
        public UnknownTenants unknownTenants() {
            return UnknownTenants.CREATE;
        }

        @Override
        public int maxFeatures() {
            throw new IllegalStateException("made by a test");
        }

        @Override
        public Duration stuckAfter() {
            return Duration.ofSeconds(30);
        }
    }

    private void failTheFirst(int times, String state) throws SQLException {
        database.execute("DROP TRIGGER IF EXISTS fault ON period_totals");
        database.execute("DROP SEQUENCE IF EXISTS faults");
        database.execute("CREATE SEQUENCE faults");
        database.execute(
                """
                CREATE OR REPLACE FUNCTION fault() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                  IF nextval('faults') <= %d THEN
                    RAISE EXCEPTION 'made by a test' USING ERRCODE = '%s';
                  END IF;
                  RETURN NEW;
                END $$
                """
                        .formatted(times, state));
        database.execute(
                """
                CREATE TRIGGER fault BEFORE INSERT ON period_totals
                FOR EACH ROW EXECUTE FUNCTION fault()
                """);
    }
}
