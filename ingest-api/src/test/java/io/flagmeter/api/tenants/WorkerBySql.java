package io.flagmeter.api.tenants;

import io.flagmeter.model.billing.BillingCycle;
import io.flagmeter.model.billing.BillingPeriod;
import io.flagmeter.model.crossing.Crossings;
import io.flagmeter.model.crossing.PeriodIncrease;
import io.flagmeter.model.rollup.TenantLocks;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Counts tokens as the worker's transaction does, and finds crossings by the same code. */
@Singleton
public class WorkerBySql {

    private final DataSource database;

    WorkerBySql(DataSource database) {
        this.database = database;
    }

    /** Holds the tenant's lock meanwhile. */
    public void whileABatchIsApplied(String tenant, Runnable meanwhile) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement sql = connection.createStatement()) {
            connection.setAutoCommit(false);
            TenantLocks.take(connection, List.of(tenant));
            meanwhile.run();
            connection.commit();
        }
    }

    /** One batch with one event. */
    public void count(String tenant, Instant minute, long tokens) throws SQLException {
        count(tenant, minute, tokens, "gpt", null);
    }

    /** One batch with one event, which stands in the raw log too if it has an id. */
    public void count(
            String tenant, Instant minute, long tokens, String feature, @Nullable String id)
            throws SQLException {
        try (Connection connection = database.getConnection();
                Statement sql = connection.createStatement()) {
            connection.setAutoCommit(false);
            TenantLocks.take(connection, List.of(tenant));
            BillingPeriod period = cycle(sql, tenant).periodAt(minute);
            sql.execute(
                    """
                    INSERT INTO rollups AS r VALUES ('%1$s', '%6$s', '%2$s', %3$d, 1)
                    ON CONFLICT (tenant, feature, minute) DO UPDATE
                    SET total_tokens = r.total_tokens + %3$d, event_count = r.event_count + 1;
                    INSERT INTO period_totals AS t VALUES
                        ('%1$s', '%4$s', '%6$s', '%5$s', %3$d, 1, '%2$s')
                    ON CONFLICT (tenant, period_start, feature) DO UPDATE
                    SET total_tokens = t.total_tokens + %3$d, event_count = t.event_count + 1,
                        latest_minute = greatest(t.latest_minute, excluded.latest_minute)
                    """
                            .formatted(
                                    tenant, minute, tokens, period.start(), period.end(), feature));
            if (id != null) {
                sql.execute(
                        "INSERT INTO events VALUES ('%1$s', '%2$s', '%4$s'::timestamptz AT TIME ZONE 'UTC', '%3$s', %5$d, '%4$s')"
                                .formatted(tenant, id, feature, minute, tokens));
            }
            if (period.end().isAfter(Instant.now())) {
                int ignored =
                        Crossings.ofBatch(
                                connection,
                                "b",
                                List.of(new PeriodIncrease(tenant, period, tokens)));
            }
            connection.commit();
        }
    }

    private static BillingCycle cycle(Statement sql, String tenant) throws SQLException {
        try (ResultSet row =
                sql.executeQuery(
                        "SELECT billing_day, time_zone FROM tenants WHERE name = '%s'"
                                .formatted(tenant))) {
            row.next();
            return BillingCycle.of(row.getInt(1), row.getString(2));
        }
    }
}
