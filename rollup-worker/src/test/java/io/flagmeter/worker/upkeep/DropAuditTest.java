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

class DropAuditTest {

    private final DataSource database = Servers.emptyDatabase();

    @Test
    void whatIsOlderThanTheRetentionIsDroppedHoweverMuchItIs() throws SQLException {
        entries(2 * DropAudit.STEP + 1, "400 days 1 second");
        entries(3, "399 days 23 hours");

        int dropped =
                new DropAudit(
                                database,
                                () -> Duration.ofDays(400),
                                Clock.fixed(NOON, ZoneOffset.UTC))
                        .dropExpired();

        assertThat(dropped).isEqualTo(2 * DropAudit.STEP + 1);
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT count(*) FROM audit_log")) {
            rows.next();
            assertThat(rows.getInt(1)).isEqualTo(3);
        }
    }

    private void entries(int count, String age) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(
                    """
                    INSERT INTO audit_log (at, actor, action, subject, request_id)
                    SELECT '%s'::timestamptz - interval '%s', 'operator', 'key.create', 'key', 'r'
                      FROM generate_series(1, %d)
                    """
                            .formatted(NOON, age, count));
        }
    }
}
