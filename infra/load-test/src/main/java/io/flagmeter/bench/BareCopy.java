package io.flagmeter.bench;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;

/**
 * The limit of what PostgreSQL takes: all rows of the raw log by one binary COPY, in one
 * transaction, into a table with the same columns and the same key.
 */
final class BareCopy {

    private static final int CHUNK = 1 << 16;

    private final Connection database;
    private final Path rows;

    BareCopy(Connection database, Path rows) {
        this.database = database;
        this.rows = rows;
    }

    double perSecond() throws SQLException, IOException {
        CopyManager copy = database.unwrap(PGConnection.class).getCopyAPI();
        try (Statement statement = database.createStatement()) {
            statement.execute("CREATE TABLE bench_copy (LIKE events INCLUDING ALL)");
        }
        try (var out = new BufferedOutputStream(Files.newOutputStream(rows), CHUNK)) {
            // The backlog's own; other parts use other tenants.
            copy.copyOut(
                    "COPY (SELECT * FROM events WHERE tenant LIKE 'backlog-%')"
                            + " TO STDOUT WITH (FORMAT binary)",
                    out);
        }
        checkpoint(database);
        double rate;
        try (var in = new BufferedInputStream(Files.newInputStream(rows), CHUNK)) {
            long start = System.nanoTime();
            long copied = copy.copyIn("COPY bench_copy FROM STDIN WITH (FORMAT binary)", in, CHUNK);
            rate = copied * 1e9 / (System.nanoTime() - start);
        }
        try (Statement statement = database.createStatement()) {
            statement.execute("DROP TABLE bench_copy");
        }
        Files.delete(rows);
        return rate;
    }

    /** So that neither side pays for the writes of what came before it. */
    static void checkpoint(Connection database) throws SQLException {
        try (Statement statement = database.createStatement()) {
            statement.execute("CHECKPOINT");
        }
    }
}
