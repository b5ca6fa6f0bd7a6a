package io.flagmeter.worker.upkeep;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagmeter.worker.testing.Servers;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FoldAppliedBatchesTest {

    private final DataSource database = Servers.emptyDatabase();
    private final FoldAppliedBatches ledger = new FoldAppliedBatches(database);

    @BeforeEach
    void threeBatches() throws SQLException {
        execute(
                """
                INSERT INTO applied_batches (batch_id, applied, duplicate, dead, dead_letters, applied_at)
                VALUES ('old', 10, 2, 1, '{}', now() - interval '11 minutes'),
                       ('old-in-flight', 100, 20, 10, '{}', now() - interval '11 minutes'),
                       ('new', 1000, 200, 100, '{}', now() - interval '9 minutes')
                """);
    }

    @Test
    void onlyBatchesThatCannotComeAgainAreFolded() throws SQLException {
        ledger.fold(List.of("old-in-flight"));

        assertThat(value("SELECT string_agg(batch_id, ' ' ORDER BY batch_id) FROM applied_batches"))
                .isEqualTo("new old-in-flight");
        assertThat(value("SELECT concat_ws(' ', applied, duplicate, dead) FROM ledger"))
                .isEqualTo("10 2 1");
    }

    @Test
    void foldingChangesNoSum() throws SQLException {
        ledger.fold(List.of());
        ledger.fold(List.of());

        assertThat(
                        value(
                                """
                                SELECT concat_ws(' ', sum(applied), sum(duplicate), sum(dead))
                                FROM (SELECT applied, duplicate, dead FROM ledger UNION ALL
                                      SELECT applied, duplicate, dead FROM applied_batches) AS books
                                """))
                .isEqualTo("1110 222 111");
    }

    private String value(String sql) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
