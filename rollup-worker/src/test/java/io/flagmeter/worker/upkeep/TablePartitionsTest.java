package io.flagmeter.worker.upkeep;

import static io.flagmeter.worker.testing.TestEvents.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import io.flagmeter.worker.testing.Servers;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

class TablePartitionsTest {

    private static final LocalDate TODAY = LocalDate.parse("2026-11-20");

    private final DataSource database = Servers.emptyDatabase();

    @Test
    void partitionsStandReadyAheadOfTime() throws SQLException {
        dropAll();

        partitions(0).createAhead();

        assertThat(names("events"))
                .contains("events_20261119", "events_20261120", "events_20261127")
                .hasSize(9);
        assertThat(names("rollups")).containsExactly("rollups_202611");
    }

    @Test
    void whatIsOlderThanTheRetentionIsDroppedWhole() throws SQLException {
        dropAll();
        partitions(0).createAhead();

        List<String> dropped = partitions(36).dropExpired();

        assertThat(dropped).containsExactly("events_20261119", "events_20261120");
        assertThat(names("events")).first().isEqualTo("events_20261121");
        assertThat(partitions(400 + 10).dropExpired()).doesNotContain("rollups_202611");
        assertThat(partitions(400 + 11).dropExpired()).contains("rollups_202611");
        assertThat(names("rollups")).isEmpty();
    }

    @Test
    void aDayIsPreparedOnDemand() throws SQLException {
        dropAll();

        partitions(0).prepare(LocalDate.parse("2026-10-31"));

        assertThat(names("events")).containsExactly("events_20261031");
        assertThat(names("rollups")).containsExactly("rollups_202610");
    }

    @Test
    void daysOutsideTheRetentionOrFarAheadAreNotKept() {
        TablePartitions partitions = partitions(0);

        assertThat(partitions.keeps(TODAY.minusDays(35))).isTrue();
        assertThat(partitions.keeps(TODAY.minusDays(36))).isFalse();
        assertThat(partitions.keeps(TODAY.plusDays(1))).isTrue();
        assertThat(partitions.keeps(TODAY.plusDays(2))).isFalse();
    }

    @Test
    void severalWorkersMayTurnPartitionsAtOnce() throws Exception {
        dropAll();
        Callable<Void> turn =
                () -> {
                    partitions(0).createAhead();
                    partitions(3).dropExpired();
                    return null;
                };
        try (var workers = Executors.newFixedThreadPool(4)) {
            for (var done : workers.invokeAll(List.of(turn, turn, turn, turn))) {
                done.get();
            }
        }

        assertThat(names("events")).hasSize(9);
    }

    /** As seen by a worker this many days later. */
    private TablePartitions partitions(int daysLater) {
        record Retention(Duration events, Duration rollups) implements UsageRetentionConfig {}
        Clock clock = Clock.fixed(NOON.plus(Duration.ofDays(daysLater)), ZoneOffset.UTC);
        return new TablePartitions(
                database, new Retention(Duration.ofDays(35), Duration.ofDays(400)), clock);
    }

    private void dropAll() throws SQLException {
        for (String table : List.of("events", "rollups")) {
            for (String name : names(table)) {
                execute("DROP TABLE " + name);
            }
        }
    }

    private List<String> names(String table) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery(
                                "SELECT inhrelid::regclass::text FROM pg_inherits"
                                        + " WHERE inhparent = '%s'::regclass ORDER BY 1"
                                                .formatted(table))) {
            var names = new ArrayList<String>();
            while (rows.next()) {
                names.add(rows.getString(1));
            }
            return names;
        }
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
