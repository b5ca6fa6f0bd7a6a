package io.flagmeter.api.tenants;

import io.flagmeter.model.billing.BillingCycle;
import io.flagmeter.model.billing.BillingPeriod;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;

/** Makes a tenant's period totals anew from its rollups, under another billing cycle. */
final class RecountPeriods {

    private static final String RANGE =
            "SELECT min(minute), max(minute) FROM rollups WHERE tenant = ?";

    // Totals whose rollups were dropped long ago cannot be made anew: they stay as they are.
    private static final String FORGET =
            "DELETE FROM period_totals WHERE tenant = ? AND period_end > ?";

    // The recent tokens are halved each day. They are added up as of the period's start, where a
    // month's powers of two are exact enough, and then carried to the latest minute.
    private static final String COUNT =
            """
            INSERT INTO period_totals AS t
                   (tenant, period_start, period_end, feature, total_tokens, event_count,
                    first_minute, latest_minute, recent_tokens)
            SELECT r.tenant, p.starts, p.ends, r.feature, sum(r.total_tokens), sum(r.event_count),
                   min(r.minute), max(r.minute),
                   sum(r.total_tokens
                       * power(2, extract(epoch FROM r.minute - p.starts)::float8 / 86400))
                       / power(2, extract(epoch FROM max(r.minute) - p.starts)::float8 / 86400)
              FROM unnest(?::timestamptz[], ?::timestamptz[]) AS p (starts, ends)
              JOIN rollups r ON r.tenant = ? AND r.minute >= p.starts AND r.minute < p.ends
             GROUP BY r.tenant, p.starts, p.ends, r.feature
             ORDER BY p.starts, r.feature
            ON CONFLICT (tenant, period_start, feature) DO UPDATE
            SET period_end = excluded.period_end,
                total_tokens = t.total_tokens + excluded.total_tokens,
                event_count = t.event_count + excluded.event_count,
                latest_minute = excluded.latest_minute,
                recent_tokens = excluded.recent_tokens,
                updated_at = excluded.updated_at
            """;

    private RecountPeriods() {}

    static void recount(Connection connection, String tenant, BillingCycle cycle)
            throws SQLException {
        try (PreparedStatement range = connection.prepareStatement(RANGE)) {
            range.setString(1, tenant);
            try (ResultSet row = range.executeQuery()) {
                row.next();
                OffsetDateTime first = row.getObject(1, OffsetDateTime.class);
                OffsetDateTime last = row.getObject(2, OffsetDateTime.class);
                if (first != null && last != null) {
                    forget(connection, tenant, first);
                    count(connection, tenant, periods(cycle, first.toInstant(), last.toInstant()));
                }
            }
        }
    }

    private static List<BillingPeriod> periods(BillingCycle cycle, Instant first, Instant last) {
        var periods = new ArrayList<BillingPeriod>();
        for (Instant at = first; !at.isAfter(last); at = periods.getLast().end()) {
            periods.add(cycle.periodAt(at));
        }
        return periods;
    }

    private static void forget(Connection connection, String tenant, OffsetDateTime first)
            throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement(FORGET)) {
            delete.setString(1, tenant);
            delete.setObject(2, first);
            delete.executeUpdate();
        }
    }

    private static void count(Connection connection, String tenant, List<BillingPeriod> periods)
            throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(COUNT)) {
            insert.setArray(
                    1,
                    connection.createArrayOf(
                            "timestamptz", periods.stream().map(BillingPeriod::start).toArray()));
            insert.setArray(
                    2,
                    connection.createArrayOf(
                            "timestamptz", periods.stream().map(BillingPeriod::end).toArray()));
            insert.setString(3, tenant);
            insert.executeUpdate();
        }
    }
}
