package io.flagmeter.api.alerts;

import io.flagmeter.api.alerts.AlertChanges.Crossing;
import io.flagmeter.api.alerts.AlertChanges.Move;
import io.flagmeter.api.alerts.AlertChanges.OpenAlert;
import io.flagmeter.model.billing.BillingPeriod;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Writes what becomes of a tenant's alerts under a new version of its quota. */
record AlertRows(Connection connection, String tenant, long quotaVersion) {

    private static final String RESOLVE =
            "UPDATE alerts SET resolved_at = ?, resolved_by = ? WHERE tenant = ? AND id = ANY (?)";

    // Under the new version nothing stands yet that could be in the way.
    private static final String MOVE =
            """
            UPDATE alerts a
               SET period_start = m.starts, period_end = m.ends, quota_version = ?
              FROM unnest(?::uuid[], ?::timestamptz[], ?::timestamptz[]) AS m (id, starts, ends)
             WHERE a.tenant = ? AND a.id = m.id
            """;

    // The message about the highest of a period tells of all that fire with it.
    private static final String FIRE =
            """
            WITH fired AS MATERIALIZED (
                SELECT starts, ends, threshold, total, uuidv7() AS id
                  FROM unnest(?::timestamptz[], ?::timestamptz[], ?::smallint[], ?::bigint[])
                       AS f (starts, ends, threshold, total))
            INSERT INTO alerts (tenant, quota_version, quota, created_at, period_start, period_end,
                                threshold, old_total, new_total, id, announced_by)
            SELECT ?, ?, ?, ?, starts, ends, threshold, total, total, id,
                   first_value(id) OVER (PARTITION BY starts ORDER BY threshold DESC)
              FROM fired
            RETURNING announced_by
            """;

    /**
     * Ends alerts.
     *
     * @param correction that did it; null: a change of the settings
     */
    void resolve(List<OpenAlert> resolved, Instant now, @Nullable UUID correction)
            throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(RESOLVE)) {
            update.setObject(1, now.atOffset(ZoneOffset.UTC));
            update.setObject(2, correction, Types.OTHER);
            update.setString(3, tenant);
            update.setArray(4, array("uuid", resolved.stream().map(OpenAlert::id).toList()));
            update.executeUpdate();
        }
    }

    void move(List<Move> moved) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(MOVE)) {
            update.setLong(1, quotaVersion);
            update.setArray(2, array("uuid", moved.stream().map(Move::id).toList()));
            periods(update, 3, moved.stream().map(Move::period).toList());
            update.setString(5, tenant);
            update.executeUpdate();
        }
    }

    /** The alerts whose messages tell of those that fired, one a period. */
    Collection<UUID> fire(List<Crossing> fired, long quota, Instant now) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(FIRE)) {
            periods(insert, 1, fired.stream().map(crossing -> crossing.total().period()).toList());
            insert.setArray(3, array("int2", fired.stream().map(Crossing::threshold).toList()));
            insert.setArray(
                    4,
                    array(
                            "int8",
                            fired.stream().map(crossing -> crossing.total().tokens()).toList()));
            insert.setString(5, tenant);
            insert.setLong(6, quotaVersion);
            insert.setLong(7, quota);
            insert.setObject(8, now.atOffset(ZoneOffset.UTC));
            var announcers = new HashSet<UUID>();
            try (ResultSet rows = insert.executeQuery()) {
                while (rows.next()) {
                    announcers.add(rows.getObject(1, UUID.class));
                }
            }
            return announcers;
        }
    }

    private void periods(PreparedStatement statement, int index, List<BillingPeriod> periods)
            throws SQLException {
        statement.setArray(
                index, array("timestamptz", periods.stream().map(BillingPeriod::start).toList()));
        statement.setArray(
                index + 1, array("timestamptz", periods.stream().map(BillingPeriod::end).toList()));
    }

    private Array array(String type, Collection<?> values) throws SQLException {
        return connection.createArrayOf(type, values.toArray());
    }
}
