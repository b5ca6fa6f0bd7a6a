package io.flagmeter.model.outbox;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.UUID;

/**
 * Writes messages into the outbox: one row a message and endpoint. Whoever writes also notifies, in
 * the same transaction, so that alerting looks as soon as there is something to see.
 */
public final class Outbox {

    /** What alerting listens to. */
    public static final String CHANNEL = "flagmeter_deliveries";

    /** Stands for every tenant where an endpoint names its tenant; no tenant can be called so. */
    public static final String EVERY_TENANT = "*";

    private static final String NOTIFY = "pg_notify('" + CHANNEL + "', '')";

    // One statement, so that the row and the news of it are one transaction.
    private static final String SEND_TEST =
            """
            WITH sent AS (
                INSERT INTO alert_deliveries (tenant, event, endpoint_id) VALUES (?, %s, ?)
                RETURNING id)
            SELECT id, %s FROM sent
            """
                    .formatted(DeliveryEvent.TEST.sql(), NOTIFY);

    // One whose webhook is gone or disabled would only be given up again.
    private static final String REPLAY =
            """
            WITH replayed AS (
                UPDATE alert_deliveries d
                   SET state = %s, due_at = now(), attempts = 0, pending_since = NULL,
                       ended_at = NULL
                 WHERE d.tenant = ? AND d.alert_id = ? AND d.state = %s
                   AND EXISTS (SELECT FROM alert_endpoints e
                                WHERE e.id = d.endpoint_id AND e.enabled)
                RETURNING d.id)
            SELECT count(*), %s FROM replayed
            """
                    .formatted(DeliveryState.PENDING.sql(), DeliveryState.DEAD.sql(), NOTIFY);

    private Outbox() {}

    /**
     * The statement that tells each enabled endpoint of a tenant about an alert; returns an id a
     * message. For a {@code WITH} clause, beside {@link #notifyIfAny}.
     *
     * @param alerts a table expression of tenants and alerts
     */
    public static String insert(DeliveryEvent event, String alerts) {
        // A URL that is there for the tenant and for all is told once, as the tenant's.
        return """
        INSERT INTO alert_deliveries (tenant, event, alert_id, endpoint_id)
        SELECT DISTINCT ON (a.tenant, a.id, e.url) a.tenant, %1$s, a.id, e.id
          FROM %2$s AS a (tenant, id)
          JOIN alert_endpoints e ON e.tenant IN (a.tenant, '%3$s') AND e.enabled
         ORDER BY a.tenant, a.id, e.url, e.tenant = '%3$s'
        RETURNING id
        """
                .formatted(event.sql(), alerts, EVERY_TENANT);
    }

    /** The expression that notifies if the messages of a {@code WITH} clause are any. */
    public static String notifyIfAny(String messages) {
        return "CASE WHEN EXISTS (SELECT FROM %s) THEN %s END".formatted(messages, NOTIFY);
    }

    /** Tells the endpoints of a tenant about its alerts. */
    public static void tell(
            Connection connection, String tenant, DeliveryEvent event, Collection<UUID> alerts)
            throws SQLException {
        String sql =
                "WITH told AS (%s) SELECT %s"
                        .formatted(
                                insert(event, "(SELECT ?::text, unnest(?::uuid[]))"),
                                notifyIfAny("told"));
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, tenant);
            statement.setArray(2, connection.createArrayOf("uuid", alerts.toArray()));
            statement.execute();
        }
    }

    /**
     * Has a test message sent to an endpoint, even to a disabled one.
     *
     * @return the message's id
     */
    public static UUID sendTest(Connection connection, String tenant, UUID endpoint)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(SEND_TEST)) {
            statement.setString(1, tenant);
            statement.setObject(2, endpoint);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getObject(1, UUID.class);
            }
        }
    }

    /**
     * Makes the dead messages of an alert due again.
     *
     * @return how many
     */
    public static long replay(Connection connection, String tenant, UUID alert)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(REPLAY)) {
            statement.setString(1, tenant);
            statement.setObject(2, alert);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }
}
