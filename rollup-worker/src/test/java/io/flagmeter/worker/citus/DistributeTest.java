package io.flagmeter.worker.citus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flagmeter.worker.testing.TestEvents;
import io.flagmeter.worker.upkeep.TablePartitions;
import io.flagmeter.worker.upkeep.UsageRetentionConfig;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** infra/citus/distribute.sql on the real schema, held against the rules of Citus. */
class DistributeTest {

    private RulesDatabase database;

    @BeforeEach
    void aMeterThatHasCounted() throws SQLException {
        database = new RulesDatabase();
        createPartitions(0);
        database.execute(
                """
                INSERT INTO events VALUES ('acme-corp', 'e1', '2026-11-20', 'gpt-4-turbo', 5, now());
                INSERT INTO rollups VALUES ('acme-corp', 'gpt-4-turbo', '2026-11-20 12:00+00', 5, 1)
                """);
    }

    @Test
    void whatGrowsIsDistributedByTenantAndTogether() throws SQLException {
        database.createExtension();

        assertThat(database.distribute())
                .contains("events is distributed by tenant", "rollups is distributed by tenant");

        assertThat(
                        database.rows(
                                "SELECT logicalrelid || ' ' || colocation_group"
                                        + " FROM pg_dist_partition ORDER BY 1"))
                .contains("events events", "rollups events", "rollups_202611 events")
                .hasSize(2 + 9 + 1);
    }

    @Test
    void theCoordinatorKeepsNoCopyOfWhatWasDistributed() throws SQLException {
        database.createExtension();

        assertThat(database.distribute())
                .contains("the coordinator's old rows of events_20261120 are gone");

        assertThat(database.rows("SELECT id FROM events")).isEmpty();
    }

    @Test
    void aSecondRunChangesNothingAndSaysSo() throws SQLException {
        database.createExtension();
        database.distribute();

        assertThat(database.distribute())
                .containsExactly("events is distributed already", "rollups is distributed already");
    }

    @Test
    void partitionsThatAWorkerMakesLaterFollowTheRulesToo() throws SQLException {
        database.createExtension();
        database.distribute();

        createPartitions(60);

        assertThat(
                        database.rows(
                                "SELECT inhrelid::regclass FROM pg_inherits"
                                        + " WHERE inhparent = 'events'::regclass"))
                .hasSize(2 * 9);
        assertThat(
                        database.rows(
                                "SELECT objections(inhrelid, 'tenant') FROM pg_inherits"
                                        + " WHERE inhparent IN ('events'::regclass,"
                                        + " 'rollups'::regclass)"))
                .isEmpty();
    }

    /** Of rows that all have a tenant: a key may be everybody's. */
    @Test
    void everyTableOfTenantsCouldBeDistributed() throws SQLException {
        database.createExtension();

        assertThat(
                        database.rows(
                                """
                                SELECT objections(attrelid, 'tenant')
                                FROM pg_attribute JOIN pg_class c ON c.oid = attrelid
                                WHERE attname = 'tenant' AND attnotnull AND relkind IN ('r', 'p')
                                  AND NOT relispartition
                                  AND relnamespace = 'public'::regnamespace
                                """))
                .isEmpty();
    }

    @Test
    void aKeyWithoutTheTenantIsRefused() throws SQLException {
        database.createExtension();
        database.execute("CREATE UNIQUE INDEX rollups_minute_key ON rollups (minute, feature)");

        assertThatThrownBy(database::distribute)
                .hasMessageContaining("rollups_minute_key does not include the partition column");
        assertThat(database.rows("SELECT logicalrelid FROM pg_dist_partition")).isEmpty();
    }

    @Test
    void aReferenceToATableOfTheCoordinatorIsRefused() throws SQLException {
        database.createExtension();
        database.execute(
                "ALTER TABLE events ADD CONSTRAINT events_tenant_fkey"
                        + " FOREIGN KEY (tenant) REFERENCES tenants (name) NOT VALID");

        assertThatThrownBy(database::distribute)
                .hasMessageContaining("cannot create foreign key constraint events_tenant_fkey");
    }

    @Test
    void aTableThatNobodyDecidedOnStopsIt() throws SQLException {
        database.createExtension();
        database.execute("CREATE TABLE invoices (tenant text)");

        assertThatThrownBy(database::distribute)
                .hasMessageContaining("table \"invoices\" is not known here");
    }

    @Test
    void aDatabaseWithoutCitusIsLeftAlone() {
        assertThatThrownBy(database::distribute)
                .hasMessageContaining("this database has no extension \"citus\"");
    }

    @Test
    void aConnectedWorkerStopsIt() throws SQLException {
        database.createExtension();
        database.source.setApplicationName("rollup-worker");
        try (Connection worker = database.source.getConnection()) {
            database.source.setApplicationName("psql");

            assertThatThrownBy(database::distribute).hasMessageContaining("a worker is connected");
            assertThat(worker.isValid(1)).isTrue();
        }
    }

    @Test
    void aWorkerPlansAnewOnCitusOnly() throws SQLException {
        assertThat(database.afterTheWorkersFirstWords("SHOW plan_cache_mode"))
                .isEqualTo("force_generic_plan");

        database.createExtension();

        assertThat(database.afterTheWorkersFirstWords("SHOW plan_cache_mode")).isEqualTo("auto");
    }

    private void createPartitions(int daysLater) throws SQLException {
        record Retention(Duration events, Duration rollups) implements UsageRetentionConfig {}
        Clock clock = Clock.fixed(TestEvents.NOON.plus(Duration.ofDays(daysLater)), ZoneOffset.UTC);
        var retention = new Retention(Duration.ofDays(35), Duration.ofDays(400));
        new TablePartitions(database.source, retention, clock).createAhead();
    }
}
