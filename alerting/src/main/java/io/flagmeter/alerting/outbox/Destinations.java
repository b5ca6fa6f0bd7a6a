package io.flagmeter.alerting.outbox;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;

/**
 * A destination is a URL, stored by its hash in {@code alert_lanes}. Whoever holds one is the only
 * one that sends to it, in all instances; that makes the pace, the breaker and the digest questions
 * of one row.
 */
final class Destinations {

    private static final String OPEN =
            """
            INSERT INTO alert_lanes (lane, free_at)
            SELECT DISTINCT e.lane, ?
            FROM alert_deliveries d
            JOIN alert_endpoints e ON %s
            WHERE %s AND d.due_at <= ?
              AND NOT EXISTS (SELECT FROM alert_lanes l WHERE l.lane = e.lane)
            ON CONFLICT (lane) DO NOTHING
            """
                    .formatted(Deliverable.ITS_ENDPOINT, Deliverable.PENDING);

    // The one that rested longest comes first, so that a busy one cannot starve the others.
    private static final String TAKE =
            """
            UPDATE alert_lanes AS l
            SET free_at = ?
            FROM (SELECT free.lane
                  FROM alert_lanes free
                  WHERE free.free_at <= ?
                    AND EXISTS (SELECT
                                FROM alert_deliveries d
                                JOIN alert_endpoints e ON %s
                                WHERE e.lane = free.lane AND %s AND %s
                                  AND d.due_at <= ?)
                  ORDER BY free.free_at
                  LIMIT 1
                  FOR UPDATE SKIP LOCKED) AS next
            WHERE l.lane = next.lane
            RETURNING l.lane, l.failures
            """
                    .formatted(Deliverable.ITS_ENDPOINT, Deliverable.TAKEN, Deliverable.PENDING);

    private static final String RELEASE =
            "UPDATE alert_lanes SET free_at = ?, failures = ? WHERE lane = ?";

    private Destinations() {}

    record Destination(String id, int failures) {}

    /** Takes a free one with something due, under a lease; skips those that others are taking. */
    static Optional<Destination> take(Connection connection, Instant now, Instant leaseEnd)
            throws SQLException {
        try (PreparedStatement open = connection.prepareStatement(OPEN)) {
            open.setObject(1, Timestamps.of(now));
            open.setObject(2, Timestamps.of(now));
            open.executeUpdate();
        }
        try (PreparedStatement take = connection.prepareStatement(TAKE)) {
            take.setObject(1, Timestamps.of(leaseEnd));
            take.setObject(2, Timestamps.of(now));
            take.setObject(3, Timestamps.of(now));
            try (ResultSet row = take.executeQuery()) {
                return row.next()
                        ? Optional.of(
                                new Destination(row.getString("lane"), row.getInt("failures")))
                        : Optional.empty();
            }
        }
    }

    /** Ends the lease: the destination is free again at the given time. */
    static void release(Connection connection, String id, Instant freeAt, int failures)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(RELEASE)) {
            statement.setObject(1, Timestamps.of(freeAt));
            statement.setInt(2, failures);
            statement.setString(3, id);
            statement.executeUpdate();
        }
    }
}
