package io.flagmeter.systemtest.backup;

import io.flagmeter.embedded.EmbeddedPostgres;
import io.flagmeter.embedded.StackDirectory;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** A PostgreSQL with as much of the schema as a backup looks for, and secrets in it. */
final class SmallDatabase implements AutoCloseable {

    private final StackDirectory directory = StackDirectory.temporary();
    private final EmbeddedPostgres postgres = EmbeddedPostgres.start(directory, 0);

    SmallDatabase() throws SQLException {
        execute("CREATE TABLE period_totals (secret text)");
        execute("INSERT INTO period_totals SELECT 'whsec_' || i FROM generate_series(1, 9) i");
    }

    String url() {
        return postgres.url();
    }

    /** Of another database on the same server. */
    String url(String name) {
        return url().replaceFirst("/flagmeter$", "/" + name);
    }

    void execute(String sql) throws SQLException {
        try (Connection connection = connect("flagmeter");
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** The first column of all rows. */
    List<String> column(String database, String query) throws SQLException {
        var values = new ArrayList<String>();
        try (Connection connection = connect(database);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                values.add(rows.getString(1));
            }
        }
        return values;
    }

    Connection connect(String database) throws SQLException {
        String address = "jdbc:postgresql://127.0.0.1:" + postgres.port() + "/" + database;
        return DriverManager.getConnection(address, "flagmeter", "flagmeter");
    }

    @Override
    public void close() {
        postgres.stop();
        directory.delete();
    }
}
