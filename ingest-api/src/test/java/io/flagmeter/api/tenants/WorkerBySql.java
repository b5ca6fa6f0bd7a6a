package io.flagmeter.api.tenants;

import io.flagmeter.model.billing.BillingCycle;
import io.flagmeter.model.billing.BillingPeriod;
import io.flagmeter.model.rollup.TenantLocks;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import javax.sql.DataSource;

/** Counts tokens as the worker's transaction does, and finds crossings by the same rule. */
@Singleton
class WorkerBySql {

    private final DataSource database;

    WorkerBySql(DataSource database) {
        this.database = database;
    }

    /** Holds the tenant's lock meanwhile. */
    void whileABatchIsApplied(String tenant, Runnable meanwhile) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement sql = connection.createStatement()) {
            connection.setAutoCommit(false);
            TenantLocks.take(connection, List.of(tenant));
            meanwhile.run();
            connection.commit();
        }
    }

    /** One batch with one event. */
    void count(String tenant, Instant minute, long tokens) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement sql = connection.createStatement()) {
            connection.setAutoCommit(false);
            TenantLocks.take(connection, List.of(tenant));
            BillingPeriod period = cycle(sql, tenant).periodAt(minute);
            sql.execute(
                    """
                    INSERT INTO rollups AS r VALUES ('%1$s', 'gpt', '%2$s', %3$d, 1)
                    ON CONFLICT (tenant, feature, minute) DO UPDATE
                    SET total_tokens = r.total_tokens + %3$d, event_count = r.event_count + 1;
                    INSERT INTO period_totals AS t VALUES
                        ('%1$s', '%4$s', 'gpt', '%5$s', %3$d, 1, '%2$s')
                    ON CONFLICT (tenant, period_start, feature) DO UPDATE
                    SET total_tokens = t.total_tokens + %3$d, event_count = t.event_count + 1,
                        latest_minute = greatest(t.latest_minute, excluded.latest_minute)
                    """
                            .formatted(tenant, minute, tokens, period.start(), period.end()));
            if (period.end().isAfter(Instant.now())) {
                sql.execute(crossings(tenant, period, tokens));
            }
            connection.commit();
        }
    }

    private static String crossings(String tenant, BillingPeriod period, long tokens) {
        return """
        WITH crossed AS MATERIALIZED (
            SELECT t.name, t.quota_version, t.monthly_quota, threshold, p.total, uuidv7() AS id
              FROM tenants t, unnest(t.thresholds) AS threshold,
                   (SELECT sum(total_tokens) AS total FROM period_totals
                     WHERE tenant = '%1$s' AND period_start = '%2$s') p
             WHERE t.name = '%1$s' AND p.total * 100 >= t.monthly_quota * threshold
               AND NOT EXISTS (SELECT FROM alerts a
                                WHERE a.tenant = t.name AND a.period_start = '%2$s'
                                  AND a.threshold = threshold.threshold
                                  AND a.resolved_at IS NULL)),
        fired AS (
            INSERT INTO alerts (tenant, period_start, threshold, quota_version, id, period_end,
                                quota, old_total, new_total, batch_id, announced_by)
            SELECT name, '%2$s', threshold, quota_version, id, '%3$s', monthly_quota, total - %4$d,
                   total, 'b', first_value(id) OVER (ORDER BY threshold DESC)
              FROM crossed
            RETURNING id, announced_by)
        INSERT INTO alert_deliveries (tenant, event, alert_id, endpoint_id)
        SELECT '%1$s', 'crossed', f.id, e.id FROM fired f, alert_endpoints e
         WHERE f.id = f.announced_by AND e.enabled AND e.tenant IN ('%1$s', '*')
        """
                .formatted(tenant, period.start(), period.end(), tokens);
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
