package io.flagmeter.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/** A statement each in a connection of its own. */
final class Sql {

    private Sql() {}

    static String query(EmbeddedServer server, String sql) throws SQLException {
        try (var connection = connect(server, "flagmeter");
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            assertThat(rows.next()).isTrue();
            return rows.getString(1);
        }
    }

    static void execute(EmbeddedServer server, String sql) throws SQLException {
        try (var connection = connect(server, "flagmeter");
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    static Connection connect(EmbeddedServer server, String password) throws SQLException {
        String url = server.url().replace("flagmeter:flagmeter@", "");
        return DriverManager.getConnection("jdbc:" + url, "flagmeter", password);
    }
}
