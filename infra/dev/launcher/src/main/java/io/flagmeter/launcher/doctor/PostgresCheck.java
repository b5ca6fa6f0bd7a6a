package io.flagmeter.launcher.doctor;

import io.flagmeter.launcher.Backend;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Whether a PostgreSQL is new enough, near enough and keeps what it confirmed. */
final class PostgresCheck {

    private static final int NEEDED_VERSION = 18;

    private PostgresCheck() {}

    static List<Finding> findings(Backend backend) {
        var findings = new ArrayList<Finding>();
        var jdbc = JdbcUrl.of(backend.url());
        try (var connection = DriverManager.getConnection(jdbc.url(), jdbc.account())) {
            findings.add(Finding.good("address", backend.shown()));
            findings.add(version(connection));
            findings.add(RoundTrip.of(() -> ask(connection, "SELECT 1")).finding());
            findings.add(durability(connection));
            findings.add(mayWrite(connection));
        } catch (SQLException e) {
            findings.add(
                    Finding.bad(
                            "connection",
                            String.valueOf(e.getMessage()).lines().findFirst().orElse("refused"),
                            "Check DATABASE_URL (%s): host, port, account, database."
                                    .formatted(backend.shown())));
        }
        return findings;
    }

    private static Finding version(Connection connection) throws SQLException {
        int major = connection.getMetaData().getDatabaseMajorVersion();
        String seen = "PostgreSQL " + ask(connection, "SHOW server_version");
        return major >= NEEDED_VERSION
                ? Finding.good("version", seen)
                : Finding.bad(
                        "version",
                        seen,
                        "FlagMeter needs PostgreSQL %d or newer.".formatted(NEEDED_VERSION));
    }

    private static Finding durability(Connection connection) throws SQLException {
        var off = new ArrayList<String>();
        for (String setting : List.of("fsync", "full_page_writes", "synchronous_commit")) {
            if (ask(connection, "SHOW " + setting).equals("off")) {
                off.add(setting);
            }
        }
        return off.isEmpty()
                ? Finding.good("durability", "commits reach the disk")
                : Finding.doubtful(
                        "durability",
                        String.join(", ", off) + " off",
                        "A crash can lose counted usage; switch it on unless this is a test.");
    }

    private static Finding mayWrite(Connection connection) throws SQLException {
        if (ask(connection, "SELECT pg_is_in_recovery()").equals("t")) {
            return Finding.bad("role", "a read-only replica", "Point DATABASE_URL at the primary.");
        }
        boolean mayCreate =
                ask(connection, "SELECT has_schema_privilege(current_schema(), 'CREATE')")
                        .equals("t");
        String user = ask(connection, "SELECT current_user");
        return mayCreate
                ? Finding.good("account", user + " may create tables")
                : Finding.bad(
                        "account",
                        user + " may not create tables",
                        ("GRANT CREATE, USAGE ON SCHEMA public TO \"%s\"; the "
                                        + "worker migrates the schema.")
                                .formatted(user));
    }

    private static String ask(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            return rows.next() && rows.getString(1) != null ? rows.getString(1) : "";
        }
    }
}
