package io.flagmeter.api.corrections;

import static io.flagmeter.api.corrections.Correction.instant;
import static java.util.stream.Collectors.joining;

import io.flagmeter.api.corrections.Correction.Line;
import io.flagmeter.api.corrections.CountedEvent.Logged;
import io.flagmeter.model.billing.BillingPeriod;
import io.flagmeter.model.event.TokenParts;
import io.flagmeter.model.quota.RecentTokens;
import io.flagmeter.model.rollup.Amounts;
import io.flagmeter.model.rollup.Column;
import io.flagmeter.model.rollup.PartSums;
import io.flagmeter.model.rollup.RollupKey;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A tenant's events, rollups and totals, under the lock that keeps everybody else from changing
 * them: what is read here stays true until the transaction ends.
 */
record UsageRows(Connection connection, String tenant) {

    /** SQLSTATE of check_violation: rollups have no other check. */
    private static final String NO_PARTITION = "23514";

    private static final String EVENTS =
            """
            SELECT day, feature, created_at, tokens, %s FROM events
             WHERE tenant = ? AND id = ?
            """
                    .formatted(Column.names(PartSums.COLUMNS));

    private static final String MINUTE =
            """
            SELECT total_tokens, event_count FROM rollups
             WHERE tenant = ? AND feature = ? AND minute = ?
            """;

    // As many tokens as are asked for or there are, the newest first, of so many minutes at most.
    private static final String NEWEST =
            """
            SELECT minute, least(total_tokens, ? - newer)::bigint AS taken,
                   total_tokens = 9223372036854775807 AS is_full
              FROM (SELECT minute, total_tokens,
                           sum(total_tokens) OVER (ORDER BY minute DESC) - total_tokens AS newer
                      FROM (SELECT minute, total_tokens FROM rollups
                             WHERE tenant = ? AND feature = ? AND minute >= ? AND minute < ?
                               AND total_tokens > 0
                             ORDER BY minute DESC LIMIT ?) AS newest) AS summed
             WHERE newer < ?
             ORDER BY minute
            """;

    private static final String TOTAL =
            """
            SELECT period_start, period_end, total_tokens, event_count FROM period_totals
             WHERE tenant = ? AND feature = ? AND period_start <= ? AND period_end > ?
            """;

    private static final String FEATURES =
            """
            SELECT count(*) FROM period_totals
             WHERE tenant = ? AND period_start = ? AND feature <> ?
            """;

    // Unlike the worker's, this sum never stands still: whatever would make it is refused before.
    private static final String ADD_MINUTES =
            """
            INSERT INTO rollups AS r (tenant, feature, minute, total_tokens, event_count)
            SELECT ?, ?, minute, tokens, events
              FROM unnest(?::timestamptz[], ?::bigint[], ?::bigint[]) AS l (minute, tokens, events)
            ON CONFLICT (tenant, feature, minute) DO UPDATE
            SET total_tokens = r.total_tokens + excluded.total_tokens,
                event_count = r.event_count + excluded.event_count,
                updated_at = excluded.updated_at
            RETURNING total_tokens, event_count
            """;

    private static final String TAKE_PARTS =
            """
            UPDATE rollups SET %s WHERE tenant = ? AND feature = ? AND minute = ? AND %s
            """
                    .formatted(eachPart("%1$s = %1$s - ?", ", "), eachPart("%1$s >= ?", " AND "));

    // The recent tokens by the weight of RecentTokens, as the worker adds them.
    private static final String ADD_PERIOD =
            """
            INSERT INTO period_totals AS t (tenant, feature, period_start, period_end, total_tokens,
                                            event_count, first_minute, latest_minute, recent_tokens)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (tenant, feature, period_start) DO UPDATE
            SET total_tokens = t.total_tokens + excluded.total_tokens,
                event_count = t.event_count + excluded.event_count,
                first_minute = least(t.first_minute, excluded.first_minute),
                latest_minute = greatest(t.latest_minute, excluded.latest_minute),
                recent_tokens = greatest(0,
                    t.recent_tokens * power(0.5, greatest(0, extract(epoch
                        FROM excluded.latest_minute - t.latest_minute)::float8) / %1$d)
                    + excluded.recent_tokens * power(0.5, greatest(0, extract(epoch
                        FROM t.latest_minute - excluded.latest_minute)::float8) / %1$d)),
                updated_at = excluded.updated_at
            RETURNING total_tokens, event_count
            """
                    .formatted(RecentTokens.HALF_LIFE);

    private static String eachPart(String form, String separator) {
        return PartSums.COLUMNS.stream()
                .map(column -> form.formatted(column.name()))
                .collect(joining(separator));
    }

    /** The events of this id, by the UTC day on which each was counted. */
    Map<LocalDate, Logged> events(String id) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(EVENTS)) {
            query.setString(1, tenant);
            query.setString(2, id);
            var found = new HashMap<LocalDate, Logged>();
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    LocalDate day = rows.getObject("day", LocalDate.class);
                    found.put(
                            day,
                            new Logged(
                                    new CountedEvent(
                                            id,
                                            day,
                                            rows.getString("feature"),
                                            PartSums.read(rows)),
                                    instant(rows, "created_at").truncatedTo(ChronoUnit.MINUTES),
                                    new Amounts(rows.getLong("tokens"), 1)));
                }
            }
            return found;
        }
    }

    /** What the minute of a feature holds. */
    Amounts minute(String feature, Instant minute) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(MINUTE)) {
            query.setString(1, tenant);
            query.setString(2, feature);
            query.setObject(3, minute.atOffset(ZoneOffset.UTC));
            try (ResultSet row = query.executeQuery()) {
                return row.next() ? Amounts.read(row) : Amounts.NONE;
            }
        }
    }

    /**
     * Tokens that can be taken from the newest minutes of a feature.
     *
     * @param lines oldest first, negative; no more than were asked for
     * @param isFull whether one of the minutes holds more than it can tell
     */
    record Newest(List<Line> lines, boolean isFull) {

        Newest {
            lines = List.copyOf(lines);
        }

        long taken() {
            return -Corrections.tokens(lines);
        }
    }

    Newest newest(String feature, BillingPeriod period, long tokens, int most) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(NEWEST)) {
            query.setLong(1, tokens);
            query.setString(2, tenant);
            query.setString(3, feature);
            query.setObject(4, period.start().atOffset(ZoneOffset.UTC));
            query.setObject(5, period.end().atOffset(ZoneOffset.UTC));
            query.setInt(6, most);
            query.setLong(7, tokens);
            var lines = new ArrayList<Line>();
            boolean isFull = false;
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    lines.add(new Line(instant(rows, "minute"), -rows.getLong("taken"), 0));
                    isFull |= rows.getBoolean("is_full");
                }
            }
            return new Newest(lines, isFull);
        }
    }

    /** A feature's total of a period. */
    record Total(BillingPeriod period, Amounts amounts) {}

    /** The one that the minute counts in; empty if the feature has none. */
    Optional<Total> total(String feature, Instant minute) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(TOTAL)) {
            query.setString(1, tenant);
            query.setString(2, feature);
            query.setObject(3, minute.atOffset(ZoneOffset.UTC));
            query.setObject(4, minute.atOffset(ZoneOffset.UTC));
            try (ResultSet row = query.executeQuery()) {
                return row.next()
                        ? Optional.of(
                                new Total(
                                        new BillingPeriod(
                                                instant(row, "period_start"),
                                                instant(row, "period_end")),
                                        Amounts.read(row)))
                        : Optional.empty();
            }
        }
    }

    /** How many features have a total in the period, without the one that sums the rest. */
    int features(BillingPeriod period) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(FEATURES)) {
            query.setString(1, tenant);
            query.setObject(2, period.start().atOffset(ZoneOffset.UTC));
            query.setString(3, RollupKey.OTHER);
            try (ResultSet row = query.executeQuery()) {
                row.next();
                return row.getInt(1);
            }
        }
    }

    /** Adds the lines to the rollups, and their sum to the total. */
    void add(String feature, BillingPeriod period, List<Line> lines) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(ADD_MINUTES)) {
            insert.setString(1, tenant);
            insert.setString(2, feature);
            bind(insert, 3, lines);
            requireNoneBelowZero(insert);
        } catch (SQLException e) {
            // A table cut by month has no part for it.
            if (NO_PARTITION.equals(e.getSQLState())) {
                throw Refusals.noPlace();
            }
            throw e;
        }
        Instant latest = lines.getLast().minute();
        double recent = 0;
        for (Line line : lines) {
            long age = latest.getEpochSecond() - line.minute().getEpochSecond();
            recent += line.tokens() * RecentTokens.weight((double) age);
        }
        try (PreparedStatement insert = connection.prepareStatement(ADD_PERIOD)) {
            insert.setString(1, tenant);
            insert.setString(2, feature);
            insert.setObject(3, period.start().atOffset(ZoneOffset.UTC));
            insert.setObject(4, period.end().atOffset(ZoneOffset.UTC));
            insert.setLong(5, Corrections.tokens(lines));
            insert.setLong(6, Corrections.events(lines));
            insert.setObject(7, lines.getFirst().minute().atOffset(ZoneOffset.UTC));
            insert.setObject(8, latest.atOffset(ZoneOffset.UTC));
            insert.setDouble(9, recent);
            requireNoneBelowZero(insert);
        }
    }

    /** Takes the parts of an event out of its minute; a period's total has none. */
    void take(String feature, Instant minute, TokenParts parts) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(TAKE_PARTS)) {
            int place = 0;
            for (TokenParts.Part part : TokenParts.PARTS) {
                update.setLong(++place, part.of().applyAsLong(parts));
            }
            update.setString(++place, tenant);
            update.setString(++place, feature);
            update.setObject(++place, minute.atOffset(ZoneOffset.UTC));
            for (TokenParts.Part part : TokenParts.PARTS) {
                update.setLong(++place, part.of().applyAsLong(parts));
            }
            if (update.executeUpdate() != 1) {
                throw new SQLException("a rollup lacks parts of an event that it counts");
            }
        }
    }

    /** It was looked at before, under the lock; somebody who takes no lock may come between. */
    private static void requireNoneBelowZero(PreparedStatement insert) throws SQLException {
        try (ResultSet rows = insert.executeQuery()) {
            while (rows.next()) {
                Amounts now = Amounts.read(rows);
                if (now.tokens() < 0 || now.events() < 0) {
                    throw new SQLException("usage was changed by somebody who took no lock");
                }
            }
        }
    }

    /** As three arrays: minutes, tokens, events. */
    static void bind(PreparedStatement statement, int first, List<Line> lines) throws SQLException {
        Connection connection = statement.getConnection();
        statement.setArray(
                first,
                connection.createArrayOf(
                        "timestamptz", lines.stream().map(Line::minute).toArray()));
        statement.setArray(
                first + 1,
                connection.createArrayOf("int8", lines.stream().map(Line::tokens).toArray()));
        statement.setArray(
                first + 2,
                connection.createArrayOf("int8", lines.stream().map(Line::events).toArray()));
    }
}
