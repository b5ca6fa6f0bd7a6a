package io.flagmeter.systemtest.observability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.flagmeter.systemtest.Launcher.Result;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A backup is worth what its restoring proves: with a real trace, and with one token too many. */
class RestoreDrillIT {

    private static final String TRACE =
            "../../load-test/src/test/resources/azure-llm-code-2023/azure-llm-code-2023.csv";
    private static final String TRACE_TOKENS = "18305870";
    private static final String ONE_TOKEN_MORE =
            """
            UPDATE rollups SET total_tokens = total_tokens + 1
            WHERE (tenant, feature, minute) =
                (SELECT tenant, feature, minute FROM rollups ORDER BY 1, 2, 3 LIMIT 1)
            """;

    @TempDir private static Path home;
    private static RunningStack stack;

    @BeforeAll
    static void count() {
        stack = new RunningStack(home);
        Result replay = stack.flagmeter().run("replay", TRACE);
        assertThat(replay.status()).as(replay.output()).isZero();
    }

    @AfterAll
    static void stop() {
        stack.close();
    }

    @Test
    void figuresOfTheMeterAgree() throws Exception {
        try (Connection database = stack.database()) {
            assertThat(differences(database)).containsExactly(0L, 0L, 0L, 0L, 0L);
        }
    }

    @Test
    void rollupThatIsNotItsEventsIsFoundAndSoIsItsTotal() throws Exception {
        assertThat(differencesAfter(ONE_TOKEN_MORE)).containsExactly(1L, 1L, 0L, 0L, 0L);
    }

    @Test
    void eventThatIsMissingIsFound() throws Exception {
        String lost = "DELETE FROM events WHERE id = (SELECT min(id) FROM events)";

        assertThat(differencesAfter(lost)).containsExactly(1L, 0L, 0L, 0L, 0L);
    }

    @Test
    void totalThatIsMissingIsFound() throws Exception {
        assertThat(differencesAfter("DELETE FROM period_totals").get(2)).isPositive();
    }

    @Test
    void partsThatAreNotThoseOfTheEventsAreFound() throws Exception {
        String set =
                """
                UPDATE %s SET input_tokens = %d, cached_input_tokens = 0, cache_write_tokens = 0,
                              output_tokens = 0, reasoning_tokens = 7
                """;
        String event = set.formatted("events", 3) + " WHERE id = (SELECT min(id) FROM events)";
        String rollup =
                set.formatted("rollups", 3)
                        + """
                        WHERE (tenant, feature, minute) =
                            (SELECT tenant, feature, date_trunc('minute', created_at)
                             FROM events WHERE id = (SELECT min(id) FROM events))
                        """;

        assertThat(differencesAfter(event)).containsExactly(0L, 0L, 0L, 0L, 1L);
        assertThat(differencesAfter(event, rollup)).containsExactly(0L, 0L, 0L, 0L, 0L);
        assertThat(differencesAfter(event, rollup.replace("= 3", "= 4")))
                .containsExactly(0L, 0L, 0L, 0L, 1L);
    }

    @Test
    void correctionThatIsNotInTheRollupsIsFound() throws Exception {
        String line =
                """
                INSERT INTO correction_lines (tenant, correction_id, minute, feature, total_tokens,
                                              event_count)
                SELECT tenant, uuidv7(), minute, feature, -1, 0 FROM rollups LIMIT 1
                """;

        assertThat(differencesAfter(line)).containsExactly(1L, 0L, 0L, 1L, 0L);
    }

    @Test
    void backupIsRestoredAndItsFiguresAgree() {
        Result backup = stack.flagmeter().run("backup");
        assumeToolsOf(backup);
        assertThat(backup.status()).as(backup.output()).isZero();

        Result proof = stack.flagmeter().run("restore", "--verify", backup.output().strip());

        assertThat(proof.status()).as(proof.output()).isZero();
        assertThat(proof.output()).contains(TRACE_TOKENS).doesNotContain("differ");
    }

    @Test
    void backupOfWrongFiguresIsRefusedAndATornOneToo() throws Exception {
        Result backup;
        try (Connection database = stack.database();
                Statement statement = database.createStatement()) {
            statement.execute(ONE_TOKEN_MORE);
            backup = stack.flagmeter().run("backup");
            statement.execute(ONE_TOKEN_MORE.replace("+ 1", "- 1"));
        }
        assumeToolsOf(backup);
        Path file = Path.of(backup.output().strip());

        Result proof = stack.flagmeter().run("restore", "--verify", file.toString());
        assertThat(proof.status()).isEqualTo(1);
        assertThat(proof.output()).contains("1 differ", "figures do not agree");

        byte[] whole = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(whole, whole.length / 2));
        Result torn = stack.flagmeter().run("restore", "--verify", file.toString());
        assertThat(torn.status()).isEqualTo(1);
        assertThat(torn.output()).contains("is no complete backup");
    }

    /** No Maven artifact holds pg_dump. Who names the folder of one wants to see the drill run. */
    private static void assumeToolsOf(Result backup) {
        if (System.getenv("FLAGMETER_PG_BIN") == null) {
            assumeThat(backup.output()).doesNotContain("install postgresql-client");
        }
    }

    private static List<Long> differencesAfter(String... damages) throws Exception {
        try (Connection database = stack.database();
                Statement statement = database.createStatement()) {
            database.setAutoCommit(false);
            for (String damage : damages) {
                assertThat(statement.executeUpdate(damage)).isPositive();
            }
            List<Long> found = differences(database);
            database.rollback();
            return found;
        }
    }

    private static List<Long> differences(Connection database) throws Exception {
        var found = new ArrayList<Long>();
        try (Statement statement = database.createStatement()) {
            statement.execute(Files.readString(Path.of("../../backup/verify.sql")));
            do {
                read(statement, found);
            } while (statement.getMoreResults() || statement.getUpdateCount() != -1);
        }
        return found;
    }

    private static void read(Statement statement, List<Long> found) throws SQLException {
        try (ResultSet check = statement.getResultSet()) {
            if (check != null && check.next()) {
                found.add(check.getLong(4));
            }
        }
    }
}
