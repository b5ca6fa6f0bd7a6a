package io.flagmeter.bench;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;

/**
 * How fast batches were applied, by the database's clock. A batch's {@code applied_at} is when its
 * transaction began; so the time from one to the last covers all events but those of the last.
 */
final class BatchProgress {

    /** The first ones are applied by a JVM that is still interpreting. */
    static final int WARM_UP = 2;

    private static final String RATE =
            """
            SELECT sum(events) FILTER (WHERE at < latest)
                   / extract(epoch FROM max(at) - min(at))::float8
            FROM (SELECT applied AS events, applied_at AS at,
                         row_number() OVER (ORDER BY applied_at) AS number,
                         count(*) OVER () AS batches,
                         max(applied_at) OVER () AS latest
                  FROM applied_batches
                  WHERE applied_at > ?) b
            WHERE number > ? AND number > batches * ?
            """;

    private final Connection database;

    BatchProgress(Connection database) {
        this.database = database;
    }

    Timestamp now() throws SQLException {
        try (PreparedStatement query = database.prepareStatement("SELECT clock_timestamp()");
                ResultSet row = query.executeQuery()) {
            row.next();
            return row.getTimestamp(1);
        }
    }

    long events(Timestamp since) throws SQLException {
        try (PreparedStatement query =
                database.prepareStatement(
                        "SELECT coalesce(sum(applied), 0) FROM applied_batches"
                                + " WHERE applied_at > ?")) {
            query.setTimestamp(1, since);
            try (ResultSet row = query.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    double perSecond(Timestamp since, int leaveOut) throws SQLException {
        return rate(since, leaveOut, 0);
    }

    /** What a worker reaches that is warm. */
    double secondHalfPerSecond(Timestamp since) throws SQLException {
        return rate(since, 0, 0.5);
    }

    private double rate(Timestamp since, int leaveOut, double leaveOutShare) throws SQLException {
        try (PreparedStatement query = database.prepareStatement(RATE)) {
            query.setTimestamp(1, since);
            query.setInt(2, leaveOut);
            query.setDouble(3, leaveOutShare);
            try (ResultSet row = query.executeQuery()) {
                row.next();
                return row.getDouble(1);
            }
        }
    }
}
