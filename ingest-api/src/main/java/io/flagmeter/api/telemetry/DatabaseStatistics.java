package io.flagmeter.api.telemetry;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** PostgreSQL's own figures of our database, since its statistics were reset. */
record DatabaseStatistics(
        long bytes, long connections, long maxConnections, long commits, long rollbacks) {

    private static final String QUERY =
            """
            SELECT pg_database_size(datid), numbackends, current_setting('max_connections')::bigint,
                   xact_commit, xact_rollback
            FROM pg_stat_database WHERE datname = current_database()
            """;

    static DatabaseStatistics read(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(QUERY)) {
            row.next();
            return new DatabaseStatistics(
                    row.getLong(1), row.getLong(2), row.getLong(3), row.getLong(4), row.getLong(5));
        }
    }
}
