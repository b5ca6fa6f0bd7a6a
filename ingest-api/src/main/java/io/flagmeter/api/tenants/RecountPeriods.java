package io.flagmeter.api.tenants;

import io.flagmeter.model.billing.BillingCycle;
import io.flagmeter.model.billing.BillingPeriod;
import io.flagmeter.model.quota.RecentTokens;
import io.flagmeter.model.rollup.Amounts;
import io.flagmeter.model.rollup.Column;
import io.flagmeter.model.rollup.RollupKey;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Makes a tenant's period totals anew from its rollups, under another billing cycle. */
final class RecountPeriods {

    private static final String TOTALS =
            """
            SELECT period_start, period_end, sum(event_count) AS events
              FROM period_totals
             WHERE tenant = ? AND period_end > ?
             GROUP BY period_start, period_end
            """;

    private static final String KEPT =
            """
            SELECT coalesce(sum(event_count), 0) FROM rollups
             WHERE tenant = ? AND minute >= ? AND minute < ?
            """;

    private static final String RANGE =
            "SELECT min(minute) AS first, max(minute) AS last FROM rollups WHERE tenant = ?";

    // Totals whose rollups were dropped long ago cannot be made anew: they stay as they are.
    private static final String FORGET =
            "DELETE FROM period_totals WHERE tenant = ? AND period_end > ?";

    // The recent tokens by the weight of RecentTokens. They are added up as of the period's start,
    // where a month's powers of two are exact enough, and then carried to the latest minute.
    private static final String COUNT =
            """
            INSERT INTO period_totals AS t (%1$s, period_start, period_end, %3$s,
                                            first_minute, latest_minute, recent_tokens)
            SELECT %2$s, p.starts, p.ends, %4$s,
                   min(r.minute), max(r.minute),
                   sum(r.total_tokens
                       * power(2, extract(epoch FROM r.minute - p.starts)::float8 / %6$d))
                       / power(2, extract(epoch FROM max(r.minute) - p.starts)::float8 / %6$d)
              FROM unnest(?::timestamptz[], ?::timestamptz[]) AS p (starts, ends)
              JOIN rollups r ON r.tenant = ? AND r.minute >= p.starts AND r.minute < p.ends
             GROUP BY %2$s, p.starts, p.ends
             ORDER BY p.starts, %2$s
            ON CONFLICT (%1$s, period_start) DO UPDATE
            SET period_end = excluded.period_end,
                %5$s,
                latest_minute = excluded.latest_minute,
                recent_tokens = excluded.recent_tokens,
                updated_at = excluded.updated_at
            """
                    .formatted(
                            Column.names(RollupKey.COLUMNS),
                            Column.names(RollupKey.COLUMNS, "r"),
                            Column.names(Amounts.COLUMNS),
                            Amounts.sumSql("r"),
                            Amounts.addSql("t"),
                            RecentTokens.HALF_LIFE);

    private RecountPeriods() {}

    /**
     * Whether usage of the period cannot be told from its rollups any more. A total is the sum of
     * its rollups, so one of more events has lost some of them, which were older than what is left.
     */
    static boolean wouldLose(Connection connection, String tenant, BillingPeriod period)
            throws SQLException {
        OffsetDateTime start = period.start().atOffset(ZoneOffset.UTC);
        Optional<Range> rollups = range(connection, tenant);
        if (rollups.isPresent() && !rollups.get().first.isAfter(start)) {
            return false;
        }
        try (PreparedStatement totals = connection.prepareStatement(TOTALS)) {
            totals.setString(1, tenant);
            totals.setObject(2, start);
            try (ResultSet row = totals.executeQuery()) {
                boolean lost = false;
                while (row.next() && !lost) {
                    lost =
                            row.getLong("events")
                                    > kept(
                                            connection,
                                            tenant,
                                            row.getObject("period_start", OffsetDateTime.class),
                                            row.getObject("period_end", OffsetDateTime.class));
                }
                return lost;
            }
        }
    }

    private static long kept(
            Connection connection, String tenant, OffsetDateTime start, OffsetDateTime end)
            throws SQLException {
        try (PreparedStatement kept = connection.prepareStatement(KEPT)) {
            kept.setString(1, tenant);
            kept.setObject(2, start);
            kept.setObject(3, end);
            try (ResultSet row = kept.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    /** The minutes of the oldest and the newest rollup. */
    private record Range(OffsetDateTime first, OffsetDateTime last) {}

    private static Optional<Range> range(Connection connection, String tenant) throws SQLException {
        try (PreparedStatement range = connection.prepareStatement(RANGE)) {
            range.setString(1, tenant);
            try (ResultSet row = range.executeQuery()) {
                row.next();
                OffsetDateTime first = row.getObject("first", OffsetDateTime.class);
                OffsetDateTime last = row.getObject("last", OffsetDateTime.class);
                return first == null || last == null
                        ? Optional.empty()
                        : Optional.of(new Range(first, last));
            }
        }
    }

    static void recount(Connection connection, String tenant, BillingCycle cycle)
            throws SQLException {
        Optional<Range> rollups = range(connection, tenant);
        if (rollups.isPresent()) {
            OffsetDateTime first = rollups.get().first;
            forget(connection, tenant, first);
            count(
                    connection,
                    tenant,
                    periods(cycle, first.toInstant(), rollups.get().last.toInstant()));
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
