package io.flagmeter.api.alerts;

import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** The messages about an alert, and another try for those that were given up. */
@Singleton
class Outbox {

    private static final String DELIVERIES =
            """
            SELECT d.id, d.endpoint_id, d.event, d.state, d.attempts, d.due_at, d.ended_at,
                   a.status, a.error
              FROM alert_deliveries d
              LEFT JOIN LATERAL (SELECT status, error
                                   FROM alert_attempts
                                  WHERE tenant = d.tenant AND delivery_id = d.id
                                  ORDER BY id DESC LIMIT 1) a ON true
             WHERE d.tenant = ? AND d.alert_id = ?
             ORDER BY d.id
            """;

    // One whose webhook is gone or disabled would only be given up again.
    private static final String REPLAY =
            """
            WITH replayed AS (
                UPDATE alert_deliveries d
                   SET state = 'pending', due_at = now(), attempts = 0, pending_since = NULL,
                       ended_at = NULL
                 WHERE d.tenant = ? AND d.alert_id = ? AND d.state = 'dead'
                   AND EXISTS (SELECT FROM alert_endpoints e
                                WHERE e.id = d.endpoint_id AND e.enabled)
                RETURNING d.id)
            SELECT count(*), pg_notify('flagmeter_deliveries', '') FROM replayed
            """;

    private final DataSource database;

    Outbox(DataSource database) {
        this.database = database;
    }

    /** Oldest first. */
    List<DeliveryView> deliveries(String tenant, UUID alert) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement query = connection.prepareStatement(DELIVERIES)) {
            query.setString(1, tenant);
            query.setObject(2, alert);
            var deliveries = new ArrayList<DeliveryView>();
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    deliveries.add(delivery(row));
                }
            }
            return deliveries;
        }
    }

    /**
     * Makes the dead messages of an alert due again.
     *
     * @return how many
     */
    long replay(String tenant, UUID alert) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement update = connection.prepareStatement(REPLAY)) {
            update.setString(1, tenant);
            update.setObject(2, alert);
            try (ResultSet row = update.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    private static DeliveryView delivery(ResultSet row) throws SQLException {
        return new DeliveryView(
                row.getObject("id", UUID.class),
                row.getObject("endpoint_id", UUID.class),
                row.getString("event"),
                row.getString("state"),
                row.getInt("attempts"),
                row.getObject("due_at", OffsetDateTime.class).toInstant(),
                instant(row.getObject("ended_at", OffsetDateTime.class)),
                row.getObject("status", Integer.class),
                row.getString("error"));
    }

    private static @Nullable Instant instant(@Nullable OffsetDateTime time) {
        return time == null ? null : time.toInstant();
    }
}
