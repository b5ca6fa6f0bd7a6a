package io.flagmeter.tools.chaos;

import io.flagmeter.model.rollup.Column;
import io.flagmeter.model.rollup.PartSums;
import io.flagmeter.tools.Reconciliation;
import io.flagmeter.tools.SentEvent;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Reads what was counted straight from PostgreSQL, past every program of ours. */
final class ReadStoredUsage {
    private static final int ROWS_AT_A_TIME = 10_000;

    private ReadStoredUsage() {}

    static StoredUsage from(String jdbcUrl, Reconciliation books) throws SQLException {
        try (Connection connection = DriverManager.getConnection(jdbcUrl);
                Statement statement = connection.createStatement()) {
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            connection.setAutoCommit(false);
            statement.setFetchSize(ROWS_AT_A_TIME);
            return new StoredUsage(
                    events(statement),
                    rollups(statement),
                    corrections(statement),
                    totals(statement),
                    alerts(statement),
                    books);
        }
    }

    /** All but the events themselves, of which there may be millions. */
    static StoredUsage sumsFrom(String jdbcUrl, Reconciliation books) throws SQLException {
        try (Connection connection = DriverManager.getConnection(jdbcUrl);
                Statement statement = connection.createStatement()) {
            return new StoredUsage(
                    List.of(),
                    rollups(statement),
                    corrections(statement),
                    totals(statement),
                    alerts(statement),
                    books);
        }
    }

    static long rawEvents(String jdbcUrl) throws SQLException {
        try (Connection connection = DriverManager.getConnection(jdbcUrl);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT count(*) FROM events")) {
            row.next();
            return row.getLong(1);
        }
    }

    private static List<SentEvent> events(Statement statement) throws SQLException {
        List<SentEvent> events = new ArrayList<>();
        try (ResultSet row =
                statement.executeQuery(
                        "SELECT id, tenant, feature, tokens, created_at FROM events")) {
            while (row.next()) {
                events.add(
                        new SentEvent(
                                row.getString(1),
                                row.getString(2),
                                row.getString(3),
                                row.getLong(4),
                                instant(row, 5)));
            }
        }
        return events;
    }

    private static Map<Minute, Sum> rollups(Statement statement) throws SQLException {
        return minutes(
                statement,
                "SELECT tenant, feature, minute, event_count, total_tokens, "
                        + Column.names(PartSums.COLUMNS)
                        + " FROM rollups");
    }

    /** What corrections took from each minute. */
    private static Map<Minute, Sum> corrections(Statement statement) throws SQLException {
        return minutes(
                statement,
                """
                SELECT tenant, feature, minute, -sum(event_count), -sum(total_tokens), %s
                FROM correction_lines GROUP BY tenant, feature, minute
                """
                        .formatted(
                                PartSums.COLUMNS.stream()
                                        .map(
                                                column ->
                                                        "-sum(%1$s) AS %1$s"
                                                                .formatted(column.name()))
                                        .collect(Collectors.joining(", "))));
    }

    private static Map<Minute, Sum> minutes(Statement statement, String sql) throws SQLException {
        Map<Minute, Sum> minutes = new HashMap<>();
        try (ResultSet row = statement.executeQuery(sql)) {
            while (row.next()) {
                minutes.put(
                        new Minute(row.getString(1), row.getString(2), instant(row, 3)),
                        new Sum(row.getLong(4), row.getLong(5), PartSums.read(row)));
            }
        }
        return minutes;
    }

    private static List<PeriodTotal> totals(Statement statement) throws SQLException {
        List<PeriodTotal> totals = new ArrayList<>();
        try (ResultSet row =
                statement.executeQuery(
                        """
                        SELECT tenant, feature, period_start, period_end, event_count, total_tokens
                        FROM period_totals
                        """)) {
            while (row.next()) {
                totals.add(
                        new PeriodTotal(
                                row.getString(1),
                                row.getString(2),
                                instant(row, 3),
                                instant(row, 4),
                                new Sum(row.getLong(5), row.getLong(6))));
            }
        }
        return totals;
    }

    private static List<RaisedAlert> alerts(Statement statement) throws SQLException {
        List<RaisedAlert> alerts = new ArrayList<>();
        try (ResultSet row =
                statement.executeQuery(
                        """
                        SELECT a.id, a.tenant, a.period_start, a.threshold, a.announced_by = a.id,
                               count(d.id), count(d.id) FILTER (WHERE d.state = 'delivered')
                        FROM alerts a LEFT JOIN alert_deliveries d ON d.alert_id = a.id
                        GROUP BY a.id, a.tenant, a.period_start, a.threshold, a.announced_by
                        """)) {
            while (row.next()) {
                alerts.add(
                        new RaisedAlert(
                                row.getString(1),
                                row.getString(2),
                                instant(row, 3),
                                row.getInt(4),
                                row.getBoolean(5),
                                row.getInt(6),
                                row.getInt(7)));
            }
        }
        return alerts;
    }

    private static Instant instant(ResultSet row, int column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }
}
