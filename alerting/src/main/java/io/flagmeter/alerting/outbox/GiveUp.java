package io.flagmeter.alerting.outbox;

import io.flagmeter.model.outbox.DeliveryState;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/** Gives up deliveries that no attempt of their own could save. They can be replayed. */
final class GiveUp {

    private static final String END_WITHOUT_ENDPOINT =
            end(
                    "NOT EXISTS (SELECT FROM alert_endpoints e WHERE %s AND %s)"
                            .formatted(Deliverable.ITS_ENDPOINT, Deliverable.TAKEN));

    private static final String EXPIRE =
            end(
                    """
                    coalesce(d.pending_since, d.due_at) <= ?
                    AND EXISTS (SELECT FROM alert_endpoints e WHERE %s AND e.lane = ?)
                    """
                            .formatted(Deliverable.ITS_ENDPOINT));

    private static final List<String> DISABLE =
            List.of(
                    """
                    UPDATE slack_webhooks SET enabled = false, disabled_reason = ?
                    WHERE url = ? AND enabled
                    """,
                    """
                    UPDATE webhooks SET enabled = false, disabled_reason = ?
                    WHERE url = ? AND enabled
                    """);

    private GiveUp() {}

    /** Ends deliveries and leaves a line for each that says why. */
    private static String end(String condition) {
        return """
        WITH ended AS (
            UPDATE alert_deliveries d
            SET state = %s, ended_at = ?
            WHERE %s AND %s
            RETURNING d.tenant, d.id
        )
        INSERT INTO alert_attempts (tenant, delivery_id, started_at, duration_ms, error)
        SELECT tenant, id, ?, 0, ? FROM ended
        """
                .formatted(DeliveryState.DEAD.sql(), Deliverable.PENDING, condition);
    }

    /** Ends what is meant for an endpoint that was deleted or disabled. */
    static int endWithoutEndpoint(Connection connection, Instant now) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(END_WITHOUT_ENDPOINT)) {
            statement.setObject(1, Timestamps.of(now));
            statement.setObject(2, Timestamps.of(now));
            statement.setString(3, "the webhook is disabled or deleted");
            return statement.executeUpdate();
        }
    }

    /** Disables a URL that is no more, whoever uses it, and ends what is meant for it. */
    static void disable(Connection connection, String url, String reason, Instant now)
            throws SQLException {
        for (String sql : DISABLE) {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                statement.setString(1, reason);
                statement.setString(2, url);
                statement.executeUpdate();
            }
        }
        endWithoutEndpoint(connection, now);
    }

    /** Ends what has waited for 24 h for a URL that just failed again. */
    static void expire(Connection connection, String destination, Instant now) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(EXPIRE)) {
            statement.setObject(1, Timestamps.of(now));
            statement.setObject(2, Timestamps.of(now.minus(RetrySchedule.LONGEST)));
            statement.setString(3, destination);
            statement.setObject(4, Timestamps.of(now));
            statement.setString(5, "the webhook has not worked for 24 h");
            statement.executeUpdate();
        }
    }
}
