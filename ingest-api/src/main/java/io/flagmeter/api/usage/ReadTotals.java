package io.flagmeter.api.usage;

import io.flagmeter.api.query.ReadTogether;
import io.flagmeter.model.billing.BillingCycle;
import io.flagmeter.model.quota.RecentTokens;
import io.flagmeter.model.rollup.Amounts;
import io.flagmeter.model.rollup.RollupKey;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the totals of all tenants, without their features: some thousand tenants in a statement,
 * each by its own piece of the index of totals.
 */
@Singleton
class ReadTotals {

    /** Longer than a period, whose start only {@link BillingCycle} knows. */
    private static final Duration RECENT = Duration.ofDays(34);

    /** What was used recently as of now, so that the features can be added up. */
    private static final String SQL =
            """
            SELECT t.name, t.monthly_quota, t.billing_day, t.time_zone, p.*
              FROM (SELECT * FROM tenants WHERE name > ? ORDER BY name LIMIT ?) t
              LEFT JOIN LATERAL (
                       SELECT q.period_start, %s,
                              min(coalesce(q.first_minute, q.period_start)) AS first_minute,
                              sum(q.recent_tokens
                                  * power(0.5, greatest(0,
                                        extract(epoch FROM ?::timestamptz - q.latest_minute))
                                        / %d.0))
                                  AS recent_tokens
                         FROM period_totals q
                        WHERE q.tenant = t.name AND q.period_start > ? AND q.period_start <= ?
                        GROUP BY q.period_start) p ON true
             ORDER BY t.name
            """
                    .formatted(Amounts.sumSql("q"), RecentTokens.HALF_LIFE);

    private final ReadTogether database;
    private final int atATime;

    @Inject
    ReadTotals(ReadTogether database) {
        this(database, 2_000);
    }

    ReadTotals(ReadTogether database, int atATime) {
        this.database = database;
        this.atATime = atATime;
    }

    /** Hands on each tenant, in no order that means anything. */
    void all(Instant now, Consumer<TenantUsage> found) throws SQLException {
        database.run(
                (connection, time) -> {
                    String last = "";
                    int count;
                    do {
                        time.require();
                        List<TenantUsage> tenants = after(connection, last, now);
                        tenants.forEach(found);
                        count = tenants.size();
                        last = count == 0 ? last : tenants.getLast().tenant();
                    } while (count == atATime);
                    return count;
                });
    }

    private List<TenantUsage> after(Connection connection, String name, Instant now)
            throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(SQL)) {
            OffsetDateTime utc = now.atOffset(ZoneOffset.UTC);
            query.setString(1, name);
            query.setInt(2, atATime);
            query.setObject(3, utc);
            query.setObject(4, utc.minus(RECENT));
            query.setObject(5, utc);
            try (ResultSet rows = query.executeQuery()) {
                return tenants(rows, now);
            }
        }
    }

    private static List<TenantUsage> tenants(ResultSet rows, Instant now) throws SQLException {
        var tenants = new ArrayList<TenantUsage>();
        while (rows.next()) {
            String name = rows.getString("name");
            if (tenants.isEmpty() || !tenants.getLast().tenant().equals(name)) {
                tenants.add(
                        TenantUsage.of(
                                name,
                                rows.getObject("monthly_quota", Long.class),
                                BillingCycle.stored(
                                        rows.getInt("billing_day"), rows.getString("time_zone"))));
            }
            TenantUsage.Total total = total(name, rows, now);
            if (total != null) {
                tenants.getLast().totals().add(total);
            }
        }
        return tenants;
    }

    private static TenantUsage.@Nullable Total total(String name, ResultSet row, Instant now)
            throws SQLException {
        OffsetDateTime start = row.getObject("period_start", OffsetDateTime.class);
        if (start == null) {
            return null; // a tenant that has no total
        }
        return new TenantUsage.Total(
                start.toInstant(),
                new RollupKey(name, RollupKey.OTHER),
                Amounts.read(row),
                row.getObject("first_minute", OffsetDateTime.class).toInstant(),
                now,
                row.getDouble("recent_tokens"));
    }
}
