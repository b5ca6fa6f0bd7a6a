package io.flagmeter.bench;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;

/** Usage of a whole month, made by the database itself, in place of weeks of events. */
final class StoredRollups {

    static final int FEATURES = 8;

    /** Also the tenants of the large run, which are read at random. */
    private static final int MOST_TENANTS = 1_250;

    private static final String TENANTS =
            """
            INSERT INTO tenants (name, monthly_quota)
            SELECT 'stored-' || lpad(t::text, 5, '0'), 1000000000
            FROM generate_series(0, ? - 1) AS t
            """;

    private static final String ROLLUPS =
            """
            INSERT INTO rollups (tenant, feature, minute, total_tokens, event_count)
            SELECT 'stored-' || lpad(t::text, 5, '0'), 'model-' || f,
                   date_trunc('month', now(), 'UTC') + m * interval '1 minute', 1000 + f, 10
            FROM generate_series(0, ? - 1) AS t, generate_series(0, ? - 1) AS f,
                 generate_series(0, ? - 1) AS m
            """;

    private static final String TOTALS =
            """
            INSERT INTO period_totals (tenant, period_start, feature, period_end,
                                       total_tokens, event_count, latest_minute)
            SELECT tenant, date_trunc('month', now(), 'UTC'), feature,
                   date_trunc('month', now(), 'UTC') + interval '1 month',
                   sum(total_tokens), sum(event_count), max(minute)
            FROM rollups WHERE tenant LIKE 'stored-%'
            GROUP BY tenant, feature
            """;

    private final Connection database;

    StoredRollups(Connection database) {
        this.database = database;
    }

    /** How many tenants share that many rollups. */
    static int tenants(int rollups) {
        return Math.min(MOST_TENANTS, rollups / FEATURES);
    }

    /** Replaces what an earlier call stored. */
    void store(int rollups) throws SQLException {
        int tenants = tenants(rollups);
        forget();
        insert(TENANTS, tenants);
        insert(ROLLUPS, tenants, FEATURES, rollups / FEATURES / tenants);
        insert(TOTALS);
        execute("VACUUM ANALYZE tenants, rollups, period_totals");
        BareCopy.checkpoint(database);
    }

    private void forget() throws SQLException {
        execute("DELETE FROM tenants WHERE name LIKE 'stored-%'");
        // The stack is ours alone; deleting ten million rows one by one would take longer than all.
        execute("TRUNCATE rollups, period_totals");
    }

    private void insert(String sql, int... numbers) throws SQLException {
        try (PreparedStatement statement = database.prepareStatement(sql)) {
            for (int i = 0; i < numbers.length; i++) {
                statement.setInt(i + 1, numbers[i]);
            }
            statement.executeUpdate();
        }
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = database.createStatement()) {
            statement.execute(sql);
        }
    }
}
