package io.flagmeter.api.usage;

import io.flagmeter.model.billing.BillingCycle;
import io.flagmeter.model.quota.RecentTokens;
import io.flagmeter.model.rollup.Amounts;
import io.flagmeter.model.rollup.Column;
import io.flagmeter.model.rollup.RollupKey;
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
import java.util.Optional;
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
            SELECT asked.place, t.monthly_quota, t.billing_day, t.time_zone,
                   p.period_start, %s, %s,
                   p.first_minute, p.latest_minute, p.recent_tokens
              FROM unnest(?::text[]) WITH ORDINALITY AS asked (name, place)
              JOIN tenants t ON t.name = asked.name
             CROSS JOIN LATERAL (
                       SELECT coalesce(max(q.period_start), '-infinity') AS start
                         FROM period_totals q
                        WHERE q.tenant = t.name AND q.period_start <= ?) AS latest
              LEFT JOIN LATERAL (
                       SELECT *
                         FROM period_totals q
                        WHERE q.tenant = t.name AND q.period_start >= latest.start
                        LIMIT ?) p ON true
             LIMIT ?
            """
                    .formatted(
                            Column.names(RollupKey.COLUMNS_OF_A_TENANT, "p"),
                            Column.names(Amounts.COLUMNS, "p"));

    /** Weighs what was used recently as RecentTokens does, see TenantUsage.Total. */
    private static final String LARGEST =
            """
            SELECT period_start,
                   CASE WHEN place < ? AND feature <> '%1$s' THEN feature ELSE '%1$s' END
                       AS feature,
                   %2$s,
                   min(first_minute) AS first_minute, max(latest_minute) AS latest_minute,
                   sum(recent_tokens
                       * power(0.5, extract(epoch FROM newest - latest_minute) / %3$d.0))
                       AS recent_tokens
              FROM (SELECT q.*,
                           row_number() OVER (PARTITION BY period_start
                                              ORDER BY total_tokens DESC, feature) AS place,
                           max(latest_minute) OVER (PARTITION BY period_start) AS newest
                      FROM period_totals q
                     WHERE tenant = ?
                       AND period_start >= (
                               SELECT max(l.period_start)
                                 FROM period_totals l
                                WHERE l.tenant = ? AND l.period_start <= ?)) ranked
             GROUP BY 1, 2
            """
                    .formatted(RollupKey.OTHER, Amounts.sumSql("ranked"), RecentTokens.HALF_LIFE);

    /** Of one tenant; the others are summed, as the worker sums those that come too late. */
    static final int MAX_FEATURES = 1_001;

    private final DataSource database;

    ReadUsage(DataSource database) {
        this.database = database;
    }

    /**
     * By name; those that are not known are left out.
     *
     * @param most rows that there may be; empty if there are more
     */
    Optional<Map<String, TenantUsage>> of(Collection<String> tenants, Instant now, int most)
            throws SQLException {
        var found = new HashMap<String, TenantUsage>(tenants.size() * 2);
        try (Connection connection = database.getConnection()) {
            if (!read(connection, tenants, now, most, found)) {
                return Optional.empty();
            }
            for (TenantUsage usage : found.values()) {
                if (usage.totals().size() > MAX_FEATURES) {
                    usage.totals().clear();
                    readLargest(connection, usage, now);
                }
            }
        }
        return Optional.of(found);
    }

    private static boolean read(
            Connection connection,
            Collection<String> tenants,
            Instant now,
            int most,
            Map<String, TenantUsage> found)
            throws SQLException {
        int count = 0;
        // The rows say where in here the tenant stands: a number is read faster than a name.
        String[] names = tenants.toArray(String[]::new);
        try (PreparedStatement query = connection.prepareStatement(SQL)) {
            query.setArray(1, connection.createArrayOf("text", names));
            query.setObject(2, now.atOffset(ZoneOffset.UTC));
            query.setInt(3, MAX_FEATURES + 1);
            query.setInt(4, most + 1);
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    count++;
                    String tenant = names[rows.getInt("place") - 1];
                    TenantUsage usage = found.get(tenant);
                    if (usage == null) {
                        usage = usage(tenant, rows);
                        found.put(tenant, usage);
                    }
                    addTotal(usage, rows);
                }
            }
        }
        return count <= most;
    }

    private static void readLargest(Connection connection, TenantUsage usage, Instant now)
            throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(LARGEST)) {
            query.setInt(1, MAX_FEATURES);
            query.setString(2, usage.tenant());
            query.setString(3, usage.tenant());
            query.setObject(4, now.atOffset(ZoneOffset.UTC));
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    addTotal(usage, rows);
                }
            }
        }
    }

    private static TenantUsage usage(String tenant, ResultSet row) throws SQLException {
        Long quota = row.getObject("monthly_quota", Long.class);
        var cycle = BillingCycle.stored(row.getInt("billing_day"), row.getString("time_zone"));
        return TenantUsage.of(tenant, quota, cycle);
    }

    private static void addTotal(TenantUsage usage, ResultSet row) throws SQLException {
        Instant start = instant(row, "period_start");
        Instant latest = instant(row, "latest_minute");
        if (start == null || latest == null) {
            return; // a tenant that has no total
        }
        Instant first = instant(row, "first_minute");
        usage.totals()
                .add(
                        new TenantUsage.Total(
                                start,
                                RollupKey.read(usage.tenant(), row),
                                Amounts.read(row),
                                first == null ? start : first,
                                latest,
                                row.getDouble("recent_tokens")));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }
}
