package io.flagmeter.alerting.outbox;

import io.flagmeter.alerting.retry.Breaker;
import io.flagmeter.model.outbox.DeliveryState;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;

/**
 * How the outbox is doing.
 *
 * @param open breakers of URLs that are left alone
 * @param halfOpen breakers whose next message decides
 */
public record OutboxState(long pending, long dead, long open, long halfOpen) {

    static final OutboxState EMPTY = new OutboxState(0, 0, 0, 0);

    private static final String READ =
            """
            SELECT (SELECT count(*) FROM alert_deliveries WHERE state = %s) AS pending,
                   (SELECT count(*) FROM alert_deliveries WHERE state = %s) AS dead,
                   count(*) FILTER (WHERE free_at > ?) AS open,
                   count(*) FILTER (WHERE free_at <= ?) AS half_open
            FROM alert_lanes
            WHERE failures >= ?
            """
                    .formatted(DeliveryState.PENDING.sql(), DeliveryState.DEAD.sql());

    static OutboxState read(Connection connection, Instant now) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(READ)) {
            statement.setObject(1, Timestamps.of(now));
            statement.setObject(2, Timestamps.of(now));
            statement.setInt(3, Breaker.OPENS_AT);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return new OutboxState(
                        row.getLong("pending"),
                        row.getLong("dead"),
                        row.getLong("open"),
                        row.getLong("half_open"));
            }
        }
    }
}
