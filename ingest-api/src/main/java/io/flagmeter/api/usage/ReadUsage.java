package io.flagmeter.api.usage;

import io.flagmeter.model.billing.BillingCycle;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Reads a tenant's totals: two index look-ups, whatever the number of events and rollups.
 *
 * <p>The latest period that has begun is found by its rows, since only {@link BillingCycle} knows
 * where the current one starts; where nothing was counted yet in the current one it is an earlier
 * one, that still tells the latest minute. The inner query names the tenant again, not {@code
 * t.name}: so it is run once and bounds the index scan, else for every row that the tenant has.
 */
@Singleton
class ReadUsage {

    private static final String SQL =
            """
            SELECT t.monthly_quota, t.billing_day, t.time_zone,
                   p.period_start, p.feature, p.total_tokens, p.latest_minute
              FROM tenants t
              LEFT JOIN period_totals p
                ON p.tenant = t.name
               AND p.period_start >= (
                       SELECT coalesce(max(q.period_start), '-infinity')
                         FROM period_totals q
                        WHERE q.tenant = ? AND q.period_start <= ?)
             WHERE t.name = ?
            """;

    private final DataSource database;

    ReadUsage(DataSource database) {
        this.database = database;
    }

    /** Empty if the tenant is not known. */
    Optional<TenantUsage> of(String tenant, Instant now) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement query = connection.prepareStatement(SQL)) {
            query.setString(1, tenant);
            query.setObject(2, now.atOffset(ZoneOffset.UTC));
            query.setString(3, tenant);
            try (ResultSet rows = query.executeQuery()) {
                return rows.next() ? Optional.of(usage(tenant, rows)) : Optional.empty();
            }
        }
    }

    private static TenantUsage usage(String tenant, ResultSet rows) throws SQLException {
        Long quota = rows.getObject("monthly_quota", Long.class);
        var cycle = BillingCycle.of(rows.getInt("billing_day"), rows.getString("time_zone"));
        var totals = new ArrayList<TenantUsage.Total>();
        do {
            Instant start = instant(rows, "period_start");
            Instant minute = instant(rows, "latest_minute");
            if (start != null && minute != null) {
                totals.add(
                        new TenantUsage.Total(
                                start,
                                rows.getString("feature"),
                                rows.getLong("total_tokens"),
                                minute));
            }
        } while (rows.next());
        return new TenantUsage(tenant, quota, cycle, totals);
    }

    private static @Nullable Instant instant(ResultSet rows, String column) throws SQLException {
        OffsetDateTime time = rows.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }
}
