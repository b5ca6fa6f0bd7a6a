package io.flagmeter.worker.citus;

import io.flagmeter.worker.testing.Servers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.flywaydb.core.Flyway;
import org.postgresql.ds.PGSimpleDataSource;

/** A migrated database of its own, with an extension that has Citus' name and its rules only. */
public final class RulesDatabase {

    private static final Path SCRIPT = Path.of("../infra/citus/distribute.sql");

    public final PGSimpleDataSource source = new PGSimpleDataSource();

    public RulesDatabase() throws SQLException {
        PGSimpleDataSource shared = Servers.emptyDatabase();
        source.setUrl(shared.getUrl());
        source.setUser(shared.getUser());
        source.setPassword(shared.getPassword());
        if (rows("SELECT datname FROM pg_database WHERE datname = 'citus_template'").isEmpty()) {
            makeTemplate();
        }
        execute("DROP DATABASE IF EXISTS citus WITH (FORCE)");
        execute("CREATE DATABASE citus TEMPLATE citus_template");
        source.setDatabaseName("citus");
        source.setOptions("-c search_path=public,citus_rules");
    }

    /** Copying a database takes a tenth of the time of migrating one. */
    private void makeTemplate() throws SQLException {
        String shared = source.getDatabaseName();
        execute("CREATE DATABASE citus_template");
        source.setDatabaseName("citus_template");
        Flyway.configure().dataSource(source).load().migrate();
        source.setDatabaseName(shared);
    }

    public void createExtension() throws SQLException {
        String folder = readableByTheServer().toString();
        execute("SET extension_control_path = '%s'; CREATE EXTENSION citus".formatted(folder));
    }

    /** Returns what the script said. */
    List<String> distribute() throws SQLException {
        try (Connection connection = source.getConnection();
                var statement = connection.createStatement()) {
            statement.execute(Files.readString(SCRIPT));
            var said = new ArrayList<String>();
            for (SQLWarning w = statement.getWarnings(); w != null; w = w.getNextWarning()) {
                said.add(w.getMessage());
            }
            return said;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void execute(String sql) throws SQLException {
        try (Connection connection = source.getConnection();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    List<String> rows(String sql) throws SQLException {
        try (Connection connection = source.getConnection();
                var statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            var values = new ArrayList<String>();
            while (rows.next()) {
                values.add(rows.getString(1));
            }
            return values;
        }
    }

    /** The answer to a query on a connection that was opened as the worker opens its own. */
    String afterTheWorkersFirstWords(String sql) throws SQLException {
        var settings = new Properties();
        try (var in = RulesDatabase.class.getResourceAsStream("/application.properties")) {
            settings.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        try (Connection connection = source.getConnection();
                var statement = connection.createStatement()) {
            statement.execute(settings.getProperty("quarkus.datasource.jdbc.new-connection-sql"));
            try (ResultSet row = statement.executeQuery(sql)) {
                row.next();
                return row.getString(1);
            }
        }
    }

    /** The server may run under another account. */
    private static Path readableByTheServer() {
        try {
            Path folder = open(Files.createTempDirectory("citus-rules"), "rwxr-xr-x");
            Path extension = open(Files.createDirectory(folder.resolve("extension")), "rwxr-xr-x");
            for (String name : List.of("citus.control", "citus--1.sql")) {
                Path file = extension.resolve(name);
                try (var in = RulesDatabase.class.getResourceAsStream("/citus/extension/" + name)) {
                    Files.copy(in, file);
                }
                open(file, "rw-r--r--");
            }
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path open(Path path, String permissions) throws IOException {
        path.toFile().deleteOnExit();
        return Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
    }
}
