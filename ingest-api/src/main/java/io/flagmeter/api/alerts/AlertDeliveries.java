package io.flagmeter.api.alerts;

import io.flagmeter.api.alerts.AlertResource.ReplayedAlert;
import io.flagmeter.api.audit.Audit;
import io.flagmeter.api.audit.Change;
import io.flagmeter.api.repeat.Repeats;
import io.flagmeter.model.database.Transaction;
import io.flagmeter.model.outbox.Outbox;
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
class AlertDeliveries {

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

    private final DataSource database;
    private final Audit audit;
    private final Repeats repeats;

    AlertDeliveries(DataSource database, Audit audit, Repeats repeats) {
        this.database = database;
        this.audit = audit;
        this.repeats = repeats;
    }

    /** Oldest first. */
    List<DeliveryView> about(String tenant, UUID alert) throws SQLException {
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

    /** Makes the dead messages of an alert due again. */
    ReplayedAlert replay(String tenant, UUID alert) throws SQLException {
        return Transaction.call(
                database,
                connection -> repeats.once(connection, 200, same -> replay(same, tenant, alert)));
    }

    private ReplayedAlert replay(Connection connection, String tenant, UUID alert)
            throws SQLException {
        var replayed = new ReplayedAlert(Outbox.replay(connection, tenant, alert));
        audit.write(connection, Change.of("alert.replay", "alert", alert, tenant).to(replayed));
        return replayed;
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
