package io.flagmeter.model.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Old programs go on while a new one migrates, and after it was taken back. */
class OnlyAddsTest {

    private static final Path MIGRATIONS = Path.of("src/main/resources/db/migration");
    private static final Pattern PARTITIONED =
            Pattern.compile("create table (\\w+) \\(.*\\) partition by .*");

    /** Of before the first release: there was no old program. */
    private static final Set<String> EXEMPT = Set.of("V1__the_meter.sql", "V2__alerts.sql");

    private static final Set<String> LOGS = Set.of("events", "rollups");

    static Stream<String> migrations() throws IOException {
        try (Stream<Path> files = Files.list(MIGRATIONS)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("migrations")
    void everyMigrationOnlyAdds(String name) throws IOException {
        if (name.equals("beforeEachMigrate.sql")) {
            assertThat(statements(name)).containsExactly("set local lock_timeout = ''");
            return;
        }
        assertThat(name).matches("V[1-9]\\d*__\\w+\\.sql");
        assertThat(statements(name)).isNotEmpty();
        if (!EXEMPT.contains(name)) {
            assertThat(OnlyAdds.refused(Files.readString(MIGRATIONS.resolve(name)), partitioned()))
                    .isEmpty();
        }
    }

    @Test
    void partitionedTablesAreKnown() throws IOException {
        assertThat(partitioned()).isEqualTo(LOGS);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ALTER TABLE tenants ADD COLUMN note text",
                "ALTER TABLE tenants ADD COLUMN note text NULL, ADD COLUMN n bigint DEFAULT 0 NOT NULL",
                "ALTER TABLE tenants ADD COLUMN tags text[] NOT NULL DEFAULT '{}'::text[]",
                "ALTER TABLE tenants ADD COLUMN seen timestamptz NOT NULL DEFAULT now() -- once",
                "CREATE TABLE a (b text NOT NULL, CONSTRAINT a_pkey PRIMARY KEY (b), CHECK (b > ''))",
                "CREATE TABLE a (b date) PARTITION BY RANGE (b)",
                "CREATE TABLE a (b text); CREATE UNIQUE INDEX a_b ON a (lower(b)) WHERE b <> ''",
                "CREATE TABLE a (b text); INSERT INTO a (b) VALUES ('; DROP TABLE tenants')",
                "CREATE TABLE a (b text); INSERT INTO a SELECT name FROM tenants",
                "CREATE INDEX x ON alerts (tenant, created_at)",
                "CREATE INDEX x ON alert_deliveries (due_at) WHERE state = 'dead'",
                "CREATE OR REPLACE VIEW v AS SELECT 1 AS one",
                "COMMENT ON TABLE tenants IS 'who uses tokens'",
            })
    void whatAddsIsAllowed(String sql) {
        assertThat(OnlyAdds.refused(sql + "\n;\n", LOGS)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // What an old program reads is gone.
                "DROP TABLE tenants",
                "drop\n-- not really\nview alert_endpoints",
                "ALTER TABLE tenants DROP COLUMN time_zone",
                "ALTER TABLE tenants ADD COLUMN a text, DROP COLUMN time_zone",
                "ALTER TABLE tenants RENAME COLUMN name TO title",
                "ALTER TABLE tenants RENAME TO customers",
                "ALTER TABLE tenants SET SCHEMA other",
                "TRUNCATE ledger",
                "DELETE FROM ledger",
                // What it writes is refused.
                "ALTER TABLE tenants ALTER COLUMN name TYPE varchar(64)",
                "ALTER TABLE tenants ALTER COLUMN monthly_quota SET NOT NULL",
                "ALTER TABLE tenants ALTER COLUMN time_zone DROP DEFAULT",
                "ALTER TABLE tenants ADD COLUMN note text NOT NULL",
                "ALTER TABLE tenants ADD COLUMN note text NOT NULL DEFAULT NULL",
                "ALTER TABLE tenants ADD COLUMN note text DEFAULT '' CHECK (note < name)",
                "ALTER TABLE tenants ADD COLUMN note text UNIQUE",
                "ALTER TABLE tenants ADD CONSTRAINT c CHECK (name <> 'a')",
                "ALTER TABLE tenants ADD CONSTRAINT c CHECK (name <> 'a') NOT VALID",
                "ALTER TABLE tenants ADD UNIQUE (time_zone)",
                "CREATE UNIQUE INDEX x ON tenants (time_zone)",
                "CREATE INDEX x ON period_totals ((1 / total_tokens))",
                "CREATE INDEX x ON period_totals (tenant) WHERE 1 / total_tokens > 0",
                "CREATE TABLE a (b uuid REFERENCES tenants (id))",
                "CREATE TABLE a () INHERITS (tenants)",
                "CREATE TABLE a PARTITION OF events FOR VALUES FROM ('2020-01-01') TO ('2021-01-01')",
                "CREATE TRIGGER t BEFORE INSERT ON events EXECUTE FUNCTION f()",
                "CREATE RULE r AS ON INSERT TO events DO INSTEAD NOTHING",
                "INSERT INTO ledger VALUES (false, 1, 1, 1)",
                "UPDATE tenants SET billing_day = 1",
                "REVOKE INSERT ON events FROM flagmeter",
                // Every row is written anew, under a lock.
                "ALTER TABLE tenants ADD COLUMN key uuid NOT NULL DEFAULT uuidv7()",
                "ALTER TABLE tenants ADD COLUMN number bigserial",
                "ALTER TABLE tenants ADD COLUMN n bigint GENERATED ALWAYS AS IDENTITY",
                "ALTER TABLE rollups SET LOGGED",
                "CREATE INDEX x ON events (created_at)",
                "CREATE INDEX CONCURRENTLY x ON alerts (tenant)",
                "LOCK TABLE tenants",
                // It only looks new.
                "CREATE TABLE IF NOT EXISTS ledger (a int); INSERT INTO ledger VALUES (false, 1, 1, 1)",
                "CREATE TABLE a (b int); INSERT INTO a WITH d AS (DELETE FROM ledger RETURNING 1) SELECT 1",
                "CREATE TABLE a (b int); DROP TABLE a",
                "DO 'BEGIN DROP TABLE tenants; END'",
            })
    void whatMayBreakAnOldProgramIsRefused(String sql) {
        assertThat(OnlyAdds.refused(sql + ";", LOGS)).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/* a */ SELECT 1;",
                "-- a\rDROP TABLE tenants;",
                "SELECT $$;$$;",
                "INSERT INTO a VALUES (E'\\'; DROP TABLE tenants; --');",
                "ALTER TABLE \"tenants\" ADD COLUMN a text;",
                "SELECT 'a;",
                "DROP TABLE tenants",
            })
    void whatCouldBeReadInAnotherWayIsRefused(String sql) {
        assertThatIllegalArgumentException().isThrownBy(() -> OnlyAdds.refused(sql, LOGS));
    }

    private static List<String> statements(String name) throws IOException {
        return Statements.in(Files.readString(MIGRATIONS.resolve(name)));
    }

    private static Set<String> partitioned() throws IOException {
        var tables = Stream.<String>builder();
        for (String name : migrations().toList()) {
            statements(name).stream()
                    .map(PARTITIONED::matcher)
                    .filter(table -> table.matches())
                    .forEach(table -> tables.add(table.group(1)));
        }
        return tables.build().collect(Collectors.toUnmodifiableSet());
    }
}
