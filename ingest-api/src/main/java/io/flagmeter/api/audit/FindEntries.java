package io.flagmeter.api.audit;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Which entries of the audit log are asked for.
 *
 * @param from included
 * @param to not included
 * @param after the last one of the page before
 */
record FindEntries(
        Optional<String> tenant,
        Optional<String> action,
        Optional<Instant> from,
        Optional<Instant> to,
        Optional<UUID> after) {

    /** Newest first. */
    List<AuditEntry> list(Connection connection, int limit) throws SQLException {
        var conditions = new ArrayList<String>();
        var values = new ArrayList<Object>();
        tenant.ifPresent(name -> add("tenant = ?", name, conditions, values));
        action.ifPresent(name -> add("action = ?", name, conditions, values));
        from.ifPresent(time -> add("at >= ?", time.atOffset(ZoneOffset.UTC), conditions, values));
        to.ifPresent(time -> add("at < ?", time.atOffset(ZoneOffset.UTC), conditions, values));
        after.ifPresent(id -> add("id < ?", id, conditions, values));
        String where = conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions);
        String sql = "SELECT * FROM audit_log" + where + " ORDER BY id DESC LIMIT " + limit;
        try (PreparedStatement query = connection.prepareStatement(sql)) {
            for (int place = 0; place < values.size(); place++) {
                query.setObject(place + 1, values.get(place));
            }
            try (ResultSet rows = query.executeQuery()) {
                var found = new ArrayList<AuditEntry>();
                while (rows.next()) {
                    found.add(AuditEntry.of(rows));
                }
                return found;
            }
        }
    }

    private static void add(
            String condition, Object value, List<String> conditions, List<Object> values) {
        conditions.add(condition);
        values.add(value);
    }
}
