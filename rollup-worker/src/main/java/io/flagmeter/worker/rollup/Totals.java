package io.flagmeter.worker.rollup;

import io.flagmeter.model.quota.RecentTokens;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.postgresql.PGConnection;

/** Adds a batch's sums to the rollups and the period totals: one statement each. */
final class Totals {

    // A total stands still at the most that its column holds, as in TokenSum: an error would keep
    // the batch from ever being applied.
    private static final String ADD_MINUTES =
            """
            INSERT INTO rollups AS r (tenant, feature, minute, total_tokens, event_count)
            SELECT tenant, feature, to_timestamp(minute), tokens, events
            FROM unnest(?::text[], ?::text[], ?::bigint[], ?::bigint[], ?::bigint[])
                 AS i (tenant, feature, minute, tokens, events)
            ON CONFLICT (tenant, feature, minute) DO UPDATE
            SET total_tokens = CASE WHEN r.total_tokens > %1$d - excluded.total_tokens THEN %1$d
                                    ELSE r.total_tokens + excluded.total_tokens END,
                event_count = r.event_count + excluded.event_count,
                updated_at = excluded.updated_at
            """
                    .formatted(Long.MAX_VALUE);

    // The same weights as in RecentTokens: whichever of the two is older is brought to the later
    // minute.
    private static final String ADD_PERIODS =
            """
            WITH added AS (
            INSERT INTO period_totals AS t (tenant, feature, period_start, period_end,
                                            total_tokens, event_count, first_minute, latest_minute,
                                            recent_tokens)
            SELECT tenant, feature, to_timestamp(starts), to_timestamp(ends),
                   tokens, events, to_timestamp(first), to_timestamp(latest), recent
            FROM unnest(?::text[], ?::text[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[],
                        ?::bigint[], ?::bigint[], ?::double precision[])
                 AS i (tenant, feature, starts, ends, tokens, events, first, latest, recent)
            ON CONFLICT (tenant, period_start, feature) DO UPDATE
            SET total_tokens = CASE WHEN t.total_tokens > %2$d - excluded.total_tokens THEN %2$d
                                    ELSE t.total_tokens + excluded.total_tokens END,
                event_count = t.event_count + excluded.event_count,
                first_minute = least(t.first_minute, excluded.first_minute),
                latest_minute = greatest(t.latest_minute, excluded.latest_minute),
                recent_tokens =
                    t.recent_tokens * power(0.5, greatest(0, extract(epoch
                        FROM excluded.latest_minute - t.latest_minute)::float8) / %1$d)
                    + excluded.recent_tokens * power(0.5, greatest(0, extract(epoch
                        FROM t.latest_minute - excluded.latest_minute)::float8) / %1$d),
                updated_at = excluded.updated_at
            RETURNING new.tenant, new.period_start, new.feature, old.tenant IS NULL AS is_new)
            SELECT tenant, extract(epoch FROM period_start)::bigint, feature
            FROM added WHERE is_new ORDER BY 1, 2, 3
            """
                    .formatted(RecentTokens.HALF_LIFE, Long.MAX_VALUE);

    private Totals() {}

    static void addMinutes(Connection connection, Sums sums) throws SQLException {
        Collection<Map.Entry<Sums.MinuteKey, Sum>> minutes = sums.minutes().entrySet();
        try (PreparedStatement statement = connection.prepareStatement(ADD_MINUTES)) {
            texts(statement, 1, minutes, e -> e.getKey().tenant());
            texts(statement, 2, minutes, e -> e.getKey().feature());
            numbers(statement, 3, minutes, e -> e.getKey().minute().getEpochSecond());
            numbers(statement, 4, minutes, e -> e.getValue().tokens());
            numbers(statement, 5, minutes, e -> e.getValue().events());
            statement.executeUpdate();
        }
    }

    /** Returns the features that had no total in their period, sorted. */
    static List<FeatureLimit.NewFeature> addPeriods(Connection connection, Sums sums)
            throws SQLException {
        Collection<Map.Entry<Sums.PeriodKey, Sum>> periods = sums.periods().entrySet();
        try (PreparedStatement statement = connection.prepareStatement(ADD_PERIODS)) {
            texts(statement, 1, periods, e -> e.getKey().tenant());
            texts(statement, 2, periods, e -> e.getKey().feature());
            numbers(statement, 3, periods, e -> seconds(e.getKey().period().start()));
            numbers(statement, 4, periods, e -> seconds(e.getKey().period().end()));
            numbers(statement, 5, periods, e -> e.getValue().tokens());
            numbers(statement, 6, periods, e -> e.getValue().events());
            numbers(statement, 7, periods, e -> seconds(e.getValue().first()));
            numbers(statement, 8, periods, e -> seconds(e.getValue().latest()));
            statement.setArray(9, array(statement, "float8", recent(periods)));
            try (ResultSet rows = statement.executeQuery()) {
                var newFeatures = new ArrayList<FeatureLimit.NewFeature>();
                while (rows.next()) {
                    newFeatures.add(
                            new FeatureLimit.NewFeature(
                                    rows.getString(1),
                                    Instant.ofEpochSecond(rows.getLong(2)),
                                    rows.getString(3)));
                }
                return newFeatures;
            }
        }
    }

    private static long seconds(Instant instant) {
        return instant.getEpochSecond();
    }

    private static double[] recent(Collection<Map.Entry<Sums.PeriodKey, Sum>> periods) {
        return periods.stream().mapToDouble(e -> e.getValue().recent()).toArray();
    }

    private static <T> void texts(
            PreparedStatement statement, int index, Collection<T> rows, Function<T, String> column)
            throws SQLException {
        String[] values = rows.stream().map(column).toArray(String[]::new);
        statement.setArray(index, statement.getConnection().createArrayOf("text", values));
    }

    private static <T> void numbers(
            PreparedStatement statement, int index, Collection<T> rows, ToLongFunction<T> column)
            throws SQLException {
        long[] values = rows.stream().mapToLong(column).toArray();
        statement.setArray(index, array(statement, "int8", values));
    }

    /** By the driver's own method, because JDBC's would box every number. */
    private static Array array(PreparedStatement statement, String type, Object values)
            throws SQLException {
        return statement.getConnection().unwrap(PGConnection.class).createArrayOf(type, values);
    }
}
