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
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Reads the totals of tenants: three index look-ups each, whatever the number of events and
 * rollups.
 *
 * <p>The latest period that has begun is found by its rows, since only {@link BillingCycle} knows
 * where the current one starts; where nothing was counted yet in the current one it is an earlier
 * one, that still tells the latest minute.
 */
@Singleton
class ReadUsage {

    private static final String SQL =
            """
            SELECT t.name, t.monthly_quota, t.billing_day, t.time_zone,
                   p.period_start, p.feature, p.total_tokens, p.first_minute, p.latest_minute,
                   p.recent_tokens
              FROM unnest(?::text[]) AS asked (name)
              JOIN tenants t ON t.name = asked.name
             CROSS JOIN LATERAL (
                       SELECT coalesce(max(q.period_start), '-infinity') AS start
                         FROM period_totals q
                        WHERE q.tenant = t.name AND q.period_start <= ?) AS latest
              LEFT JOIN period_totals p
                ON p.tenant = t.name AND p.period_start >= latest.start
            """;

    private final DataSource database;

    ReadUsage(DataSource database) {
        this.database = database;
    }

    /** By name; those that are not known are left out. */
    Map<String, TenantUsage> of(Collection<String> tenants, Instant now) throws SQLException {
        var found = new HashMap<String, TenantUsage>(tenants.size() * 2);
        try (Connection connection = database.getConnection();
                PreparedStatement query = connection.prepareStatement(SQL)) {
            query.setArray(1, connection.createArrayOf("text", tenants.toArray()));
            query.setObject(2, now.atOffset(ZoneOffset.UTC));
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    String tenant = rows.getString(1);
                    TenantUsage usage = found.get(tenant);
                    if (usage == null) {
                        usage = usage(tenant, rows);
                        found.put(tenant, usage);
                    }
                    addTotal(usage, rows);
                }
            }
        }
        return found;
    }

    private static TenantUsage usage(String tenant, ResultSet rows) throws SQLException {
        Long quota = rows.getObject(2, Long.class);
        return TenantUsage.of(
                tenant, quota, BillingCycle.stored(rows.getInt(3), rows.getString(4)));
    }

    private static void addTotal(TenantUsage usage, ResultSet rows) throws SQLException {
        Instant start = instant(rows, 5);
        Instant latest = instant(rows, 9);
        if (start == null || latest == null) {
            return; // a tenant that has no total
        }
        Instant first = instant(rows, 8);
        usage.totals()
                .add(
                        new TenantUsage.Total(
                                start,
                                rows.getString(6),
                                rows.getLong(7),
                                first == null ? start : first,
                                latest,
                                rows.getDouble(10)));
    }

    private static @Nullable Instant instant(ResultSet rows, int column) throws SQLException {
        OffsetDateTime time = rows.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }
}
