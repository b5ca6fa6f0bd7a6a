package io.flagmeter.worker.upkeep;

import static io.flagmeter.worker.testing.TestEvents.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import io.flagmeter.worker.testing.Servers;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

class DropCorrectionsTest {

    private static final int MANY = 2 * DropCorrections.STEP + 1;

    private final DataSource database = Servers.emptyDatabase();

    private record Retention(Duration events, Duration rollups) implements UsageRetentionConfig {}

    @Test
    void theyStayAsLongAsAnyRollupThatTheyChanged() throws SQLException {
        // NOON is on 20 November 2026; 400 days before it lies in the October of which all is kept.
        corrections(MANY, "2025-09-15 23:59:59Z");
        corrections(3, "2025-09-16 00:00Z");

        int dropped =
                new DropCorrections(
                                database,
                                new Retention(Duration.ofDays(35), Duration.ofDays(400)),
                                Clock.fixed(NOON, ZoneOffset.UTC))
                        .dropExpired();

        assertThat(dropped).isEqualTo(MANY);
        assertThat(count("corrections")).isEqualTo(3);
        assertThat(count("correction_lines")).isEqualTo(6);
    }

    private int count(String table) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT count(*) FROM " + table)) {
            rows.next();
            return rows.getInt(1);
        }
    }

    private void corrections(int count, String at) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(
                    """
                    WITH made AS (
                        INSERT INTO corrections (tenant, type, feature, period_start, first_minute,
                                                 last_minute, minutes, total_tokens, event_count,
                                                 reason, created_at)
                        SELECT 't' || i, 'adjustment', 'f', '%1$s', '%1$s', '%1$s', 2, 2, 0, 'r',
                               '%1$s'
                          FROM generate_series(1, %2$d) i
                        RETURNING tenant, id)
                    INSERT INTO correction_lines (tenant, correction_id, minute, feature,
                                                  total_tokens, event_count)
                    SELECT tenant, id, '%1$s'::timestamptz + n * interval '1 minute', 'f', 1, 0
                      FROM made, generate_series(1, 2) n
                    """
                            .formatted(at, count));
        }
    }
}
