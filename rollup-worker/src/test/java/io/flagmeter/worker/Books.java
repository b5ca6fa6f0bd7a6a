package io.flagmeter.worker;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.flywaydb.core.Flyway;

/** What workers have written into PostgreSQL. */
record Books(String url) {

    /** Distinct events in the raw log, and the sums that must agree with it. */
    String sums() {
        return value(
                """
                SELECT concat_ws(' ',
                  (SELECT count(DISTINCT (tenant, id)) FROM events),
                  (SELECT sum(tokens) FROM events),
                  (SELECT sum(total_tokens) FROM rollups),
                  (SELECT sum(total_tokens) FROM period_totals),
                  (SELECT sum(applied) FROM applied_batches),
                  (SELECT sum(duplicate) FROM applied_batches))
                """);
    }

    long counted() {
        return Long.parseLong(value("SELECT count(*) FROM events"));
    }

    String value(String sql) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    void execute(String sql) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The schema of an older release. */
    void migrateTo(String version) {
        Flyway.configure()
                .dataSource(jdbcUrl(), "flagmeter", "flagmeter")
                .target(version)
                .load()
                .migrate();
    }

    Connection connect() throws SQLException {
        return DriverManager.getConnection(jdbcUrl(), "flagmeter", "flagmeter");
    }

    private String jdbcUrl() {
        return url.replaceFirst("^postgresql://[^@]*@", "jdbc:postgresql://");
    }
}
