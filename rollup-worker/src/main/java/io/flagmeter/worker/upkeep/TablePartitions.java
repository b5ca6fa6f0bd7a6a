package io.flagmeter.worker.upkeep;

import io.flagmeter.model.database.Transaction;
import jakarta.inject.Singleton;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;

/**
 * The partitions of the raw log (by UTC day) and of the rollups (by UTC month).
 *
 * <p>Several workers may call this at once: an advisory lock lets one change partitions at a time.
 */
@Singleton
public class TablePartitions {

    /** How far ahead partitions stand ready, should no worker run the job for a while. */
    private static final int DAYS_AHEAD = 7;

    private static final String LOCK =
            "SELECT pg_advisory_xact_lock(hashtextextended('flagmeter partitions', 0))";

    private final DataSource dataSource;
    private final UsageRetentionConfig retention;
    private final Clock clock;
    private final Set<LocalDate> ready = ConcurrentHashMap.newKeySet();

    public TablePartitions(DataSource dataSource, UsageRetentionConfig retention, Clock clock) {
        this.dataSource = dataSource;
        this.retention = retention;
        this.clock = clock;
    }

    /**
     * Whether events of this UTC day can be kept: not older than the retention, not in the future.
     */
    public boolean keeps(LocalDate day) {
        LocalDate today = today();
        return !day.isBefore(firstDay(today)) && !day.isAfter(lastDay(today));
    }

    /** The last day that an event may carry: the API takes no time further ahead than a day. */
    public static LocalDate lastDay(LocalDate today) {
        return today.plusDays(1);
    }

    /** Makes sure that events of this day, which {@link #keeps} accepts, have a place. */
    public void prepare(LocalDate day) throws SQLException {
        if (!ready.contains(day)) {
            create(day, day);
        }
    }

    /** Creates the partitions of the coming days. */
    public void createAhead() throws SQLException {
        LocalDate today = today();
        create(today.minusDays(1), today.plusDays(DAYS_AHEAD));
    }

    /** Drops what is older than the retention; returns the names of the dropped partitions. */
    public List<String> dropExpired() throws SQLException {
        LocalDate today = today();
        List<String> dropped = new ArrayList<>();
        change(
                connection -> {
                    dropped.addAll(PartitionedTable.EVENTS.dropBefore(connection, firstDay(today)));
                    dropped.addAll(
                            PartitionedTable.ROLLUPS.dropBefore(
                                    connection, today.minusDays(retention.rollups().toDays())));
                });
        ready.removeIf(day -> day.isBefore(firstDay(today)));
        return dropped;
    }

    private void create(LocalDate from, LocalDate to) throws SQLException {
        change(
                connection -> {
                    PartitionedTable.EVENTS.create(connection, from, to);
                    PartitionedTable.ROLLUPS.create(connection, from, to);
                });
        from.datesUntil(to.plusDays(1)).forEach(ready::add);
    }

    private void change(Transaction.Steps change) throws SQLException {
        Transaction.run(
                dataSource,
                connection -> {
                    try (PreparedStatement lock = connection.prepareStatement(LOCK)) {
                        lock.execute();
                    }
                    change.in(connection);
                });
    }

    private LocalDate firstDay(LocalDate today) {
        return today.minusDays(retention.events().toDays());
    }

    private LocalDate today() {
        return LocalDate.now(clock);
    }
}
