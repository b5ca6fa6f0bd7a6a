package io.flagmeter.systemtest.replace;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/**
 * The schema of a release that is not written yet: every table has more columns, and there is one
 * more.
 */
final class LaterRelease {

    private static final String TABLES =
            """
            SELECT relname FROM pg_class
            WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
              AND NOT relispartition AND relname <> 'flyway_schema_history'
            ORDER BY relname
            """;

    private final String jdbcUrl;
    private final Path folder;

    LaterRelease(String jdbcUrl, Path folder) {
        this.jdbcUrl = jdbcUrl;
        this.folder = folder;
    }

    /** Writes its migration, for the tables that there are. */
    int write(Connection database) throws IOException, SQLException {
        List<String> tables = tables(database);
        var sql = new StringBuilder("CREATE TABLE later (id bigint NOT NULL);\n");
        for (String table : tables) {
            sql.append(
                    """
                    ALTER TABLE %s ADD COLUMN later_note text, ADD COLUMN later_count bigint NOT NULL DEFAULT 0;
                    """
                            .formatted(table));
        }
        Files.writeString(folder.resolve("V999__later.sql"), sql);
        return tables.size();
    }

    /** One try, as a worker makes it; false if some table was in use for too long. */
    boolean migrate() {
        try {
            Flyway.configure()
                    .dataSource(jdbcUrl, "flagmeter", "flagmeter")
                    // As each connection of the worker has it.
                    .initSql("SET lock_timeout = '10s'")
                    .locations("classpath:db/migration", "filesystem:" + folder)
                    .load()
                    .migrate();
            return true;
        } catch (FlywayException e) {
            if (e.getMessage().contains("lock timeout")) {
                return false;
            }
            throw e;
        }
    }

    private static List<String> tables(Connection database) throws SQLException {
        var tables = new ArrayList<String>();
        try (Statement statement = database.createStatement();
                ResultSet rows = statement.executeQuery(TABLES)) {
            while (rows.next()) {
                tables.add(rows.getString(1));
            }
        }
        return tables;
    }
}
