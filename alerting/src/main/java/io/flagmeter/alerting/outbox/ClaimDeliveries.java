package io.flagmeter.alerting.outbox;

import io.flagmeter.alerting.http.TargetConfig;
import io.flagmeter.alerting.outbox.Destinations.Destination;
import io.flagmeter.model.database.Transaction;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * Takes what is due from the outbox, for one URL at a time.
 *
 * <p>A claim is a lease: who dies with it leaves the deliveries pending, and they are claimed again
 * when it has run out. If the message had been sent, it is sent again, with the same id.
 */
@Singleton
public class ClaimDeliveries {

    // Those that wait for another attempt too: when there are many, one digest tells of them all.
    private static final String PENDING =
            """
            SELECT d.tenant, d.id, d.event, d.alert_id, d.attempts, d.created_at,
                   coalesce(d.pending_since, d.due_at) AS since,
                   e.id AS endpoint_id, e.kind, e.url, e.secrets
            FROM alert_deliveries d
            JOIN alert_endpoints e ON %1$s
            WHERE e.lane = ? AND %2$s AND %3$s
            ORDER BY d.due_at, d.id
            LIMIT ?
            """
                    .formatted(Deliverable.ITS_ENDPOINT, Deliverable.TAKEN, Deliverable.PENDING);

    private static final String NEXT =
            """
            SELECT min(greatest(d.due_at, l.free_at)) AS next
            FROM alert_deliveries d
            JOIN alert_endpoints e ON %1$s
            LEFT JOIN alert_lanes l ON l.lane = e.lane
            WHERE %3$s AND %2$s
            """
                    .formatted(Deliverable.ITS_ENDPOINT, Deliverable.TAKEN, Deliverable.PENDING);

    private final DataSource dataSource;
    private final Clock clock;
    private final Duration lease;

    public ClaimDeliveries(DataSource dataSource, Clock clock, TargetConfig config) {
        this.dataSource = dataSource;
        this.clock = clock;
        // Long enough for a request and for what comes before and after it.
        this.lease = config.timeout().multipliedBy(3);
    }

    /** The next request to make, if one is due and its URL is free. */
    public Optional<ClaimedDeliveries> claim() throws SQLException {
        Instant now = clock.instant();
        return Transaction.call(dataSource, connection -> claim(connection, now));
    }

    /** When there may be something to claim; empty if nothing is pending. */
    public Optional<Instant> nextDue() throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(NEXT);
                ResultSet row = statement.executeQuery()) {
            row.next();
            return Timestamps.find(row, "next");
        }
    }

    private Optional<ClaimedDeliveries> claim(Connection connection, Instant now)
            throws SQLException {
        Optional<Destination> taken = Destinations.take(connection, now, now.plus(lease));
        if (taken.isEmpty()) {
            return Optional.empty();
        }
        Destination destination = taken.get();
        List<Delivery> pending = pending(connection, destination);
        if (pending.isEmpty()) {
            // Ended just now, by somebody who disabled the webhook.
            Destinations.release(connection, destination.id(), now, destination.failures());
            return Optional.empty();
        }
        return Optional.of(ClaimedDeliveries.of(destination, pending));
    }

    private static List<Delivery> pending(Connection connection, Destination destination)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(PENDING)) {
            statement.setString(1, destination.id());
            statement.setInt(2, ClaimedDeliveries.MOST);
            try (ResultSet rows = statement.executeQuery()) {
                var deliveries = new ArrayList<Delivery>();
                while (rows.next()) {
                    deliveries.add(Delivery.read(rows));
                }
                return deliveries;
            }
        }
    }
}
