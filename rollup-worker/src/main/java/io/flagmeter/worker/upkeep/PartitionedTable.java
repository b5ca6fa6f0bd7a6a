package io.flagmeter.worker.upkeep;

import static java.time.temporal.ChronoUnit.DAYS;
import static java.time.temporal.ChronoUnit.MONTHS;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** The tables that age out, and how their partitions are cut and named. */
enum PartitionedTable {
    EVENTS("events", DAYS, "yyyyMMdd", "", ""),
    // Room on every page, so that adding to a rollup stays on the page and touches no index.
    ROLLUPS("rollups", MONTHS, "yyyyMM", " 00:00+00", " WITH (fillfactor = 70)");

    private static final String PARTITIONS =
            """
            SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
            WHERE i.inhparent = ?::regclass ORDER BY 1
            """;

    private final String table;
    private final ChronoUnit step;
    private final DateTimeFormatter suffix;
    private final String midnight;
    private final String storage;

    PartitionedTable(
            String table, ChronoUnit step, String suffix, String midnight, String storage) {
        this.table = table;
        this.step = step;
        this.suffix = DateTimeFormatter.ofPattern(suffix);
        this.midnight = midnight;
        this.storage = storage;
    }

    /** Creates every missing partition that holds a day between these two, both included. */
    void create(Connection connection, LocalDate from, LocalDate to) throws SQLException {
        List<String> present = partitions(connection);
        for (LocalDate start = start(from); !start.isAfter(to); start = start.plus(1, step)) {
            String name = name(start);
            if (present.contains(name)) {
                continue;
            }
            LocalDate end = start.plus(1, step);
            // Attaching, unlike CREATE … PARTITION OF, lets readers and writers go on.
            execute(
                    connection,
                    "CREATE TABLE " + name + " (LIKE " + table + " INCLUDING ALL)" + storage);
            execute(
                    connection,
                    "ALTER TABLE %s ATTACH PARTITION %s FOR VALUES FROM ('%s%s') TO ('%s%s')"
                            .formatted(table, name, start, midnight, end, midnight));
        }
    }

    /** Drops the partitions whose every day lies before this one; returns their names. */
    List<String> dropBefore(Connection connection, LocalDate day) throws SQLException {
        String oldestKept = name(start(day));
        List<String> dropped = new ArrayList<>();
        for (String name : partitions(connection)) {
            // The names of one table are of one length, so they sort by time.
            if (name.compareTo(oldestKept) < 0) {
                execute(connection, "DROP TABLE " + name);
                dropped.add(name);
            }
        }
        return dropped;
    }

    private List<String> partitions(Connection connection) throws SQLException {
        List<String> names = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(PARTITIONS)) {
            statement.setString(1, table);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    names.add(rows.getString(1));
                }
            }
        }
        return names;
    }

    private LocalDate start(LocalDate day) {
        return step == MONTHS ? day.withDayOfMonth(1) : day;
    }

    private String name(LocalDate start) {
        return table + "_" + suffix.format(start);
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
