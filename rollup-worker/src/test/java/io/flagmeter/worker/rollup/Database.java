package io.flagmeter.worker.rollup;

import io.flagmeter.model.event.UsageEvent;
import io.flagmeter.worker.testing.Servers;
import io.flagmeter.worker.testing.TestEvents;
import io.flagmeter.worker.upkeep.TablePartitions;
import io.flagmeter.worker.upkeep.UsageRetentionConfig;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/** An empty database and a worker's way into it, on a day that stands still. */
final class Database {

    private static final Clock CLOCK = Clock.fixed(TestEvents.NOON, ZoneOffset.UTC);

    final DataSource source = Servers.emptyDatabase();

    ApplyBatch applyBatch() {
        return applyBatch(RollupConfig.UnknownTenants.CREATE);
    }

    ApplyBatch applyBatch(RollupConfig.UnknownTenants unknownTenants) {
        return applyBatch(
                source, new Settings(Duration.ofHours(48), unknownTenants, Duration.ofMillis(200)));
    }

    static ApplyBatch applyBatch(DataSource source, RollupConfig config) {
        var retention = new Retention(Duration.ofDays(35), Duration.ofDays(400));
        return new ApplyBatch(
                source,
                new TablePartitions(source, retention, CLOCK),
                new LockTenants(config),
                new AddEvents(config, new FeatureLimit(config), CLOCK));
    }

    BatchOutcome apply(String batchId, UsageEvent... events) throws SQLException {
        return apply(batchId, TestEvents.payloads(List.of(events)));
    }

    BatchOutcome apply(String batchId, List<byte[]> payloads) throws SQLException {
        return applyBatch().apply(TestClaim.batch(batchId, payloads));
    }

    /** The rows of a query, columns joined by a space. */
    List<String> rows(String sql) throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            var result = new ArrayList<String>();
            while (rows.next()) {
                var row = new ArrayList<String>();
                for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                    row.add(String.valueOf(rows.getString(i)));
                }
                result.add(String.join(" ", row));
            }
            return result;
        }
    }

    String value(String sql) throws SQLException {
        return rows(sql).getFirst();
    }

    void execute(String sql) throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Few features, so that a test reaches the limit. */
    record Settings(Duration dedupWindow, UnknownTenants unknownTenants, Duration stuckAfter)
            implements RollupConfig {

        @Override
        public int maxFeatures() {
            return 10;
        }
    }

    record Retention(Duration events, Duration rollups) implements UsageRetentionConfig {}
}
