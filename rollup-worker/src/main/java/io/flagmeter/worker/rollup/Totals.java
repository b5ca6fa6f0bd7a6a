package io.flagmeter.worker.rollup;

import io.flagmeter.model.quota.RecentTokens;
import io.flagmeter.model.rollup.Amounts;
import io.flagmeter.model.rollup.Column;
import io.flagmeter.model.rollup.PartSums;
import io.flagmeter.model.rollup.RollupKey;
import io.flagmeter.worker.rollup.FeatureLimit.NewFeature;
import io.flagmeter.worker.rollup.Sums.MinuteKey;
import io.flagmeter.worker.rollup.Sums.PeriodKey;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;

/** Adds a batch's sums to the rollups and the period totals: one statement each. */
final class Totals {

    private static final String MINUTES =
            """
            INSERT INTO rollups AS r (%1$s, minute, %2$s)
            SELECT %1$s, to_timestamp(minute), %2$s
            FROM unnest(%3$s, ?::bigint[], %4$s) AS i (%1$s, minute, %2$s)
            ON CONFLICT (%1$s, minute) DO UPDATE
            SET %5$s,
                updated_at = excluded.updated_at
            """;

    private static final String ADD_MINUTES =
            MINUTES.formatted(
                    Column.names(RollupKey.COLUMNS),
                    Column.names(Amounts.COLUMNS),
                    Column.parameters(RollupKey.COLUMNS),
                    Column.parameters(Amounts.COLUMNS),
                    Amounts.addSql("r"));

    // Of its own, so that who sends no parts does not pay for them.
    private static final String ADD_MINUTES_AND_PARTS =
            MINUTES.formatted(
                    Column.names(RollupKey.COLUMNS),
                    Column.names(Amounts.COLUMNS) + ", " + Column.names(PartSums.COLUMNS),
                    Column.parameters(RollupKey.COLUMNS),
                    Column.parameters(Amounts.COLUMNS) + ", " + Column.parameters(PartSums.COLUMNS),
                    Amounts.addSql("r") + ", " + PartSums.addSql("r"));

    // The weights of RecentTokens: whichever of the two is older is brought to the later minute.
    private static final String ADD_PERIODS =
            """
            WITH added AS (
            INSERT INTO period_totals AS t (%1$s, period_start, period_end, %2$s,
                                            first_minute, latest_minute, recent_tokens)
            SELECT %1$s, to_timestamp(starts), to_timestamp(ends), %2$s,
                   to_timestamp(first), to_timestamp(latest), recent
            FROM unnest(%3$s, ?::bigint[], ?::bigint[], %4$s,
                        ?::bigint[], ?::bigint[], ?::double precision[])
                 AS i (%1$s, starts, ends, %2$s, first, latest, recent)
            ON CONFLICT (%1$s, period_start) DO UPDATE
            SET %5$s,
                first_minute = least(t.first_minute, excluded.first_minute),
                latest_minute = greatest(t.latest_minute, excluded.latest_minute),
                recent_tokens =
                    t.recent_tokens * power(0.5, greatest(0, extract(epoch
                        FROM excluded.latest_minute - t.latest_minute)::float8) / %7$d)
                    + excluded.recent_tokens * power(0.5, greatest(0, extract(epoch
                        FROM t.latest_minute - excluded.latest_minute)::float8) / %7$d),
                updated_at = excluded.updated_at
            RETURNING %6$s, new.period_start, old.tenant IS NULL AS is_new)
            SELECT %1$s, extract(epoch FROM period_start)::bigint AS starts
            FROM added WHERE is_new ORDER BY tenant, period_start, %1$s
            """
                    .formatted(
                            Column.names(RollupKey.COLUMNS),
                            Column.names(Amounts.COLUMNS),
                            Column.parameters(RollupKey.COLUMNS),
                            Column.parameters(Amounts.COLUMNS),
                            Amounts.addSql("t"),
                            Column.names(RollupKey.COLUMNS, "new"),
                            RecentTokens.HALF_LIFE);

    private Totals() {}

    static void addMinutes(Connection connection, Sums sums) throws SQLException {
        Collection<MinuteKey> minutes = sums.minutes().keySet();
        boolean parts = !sums.parts().isEmpty();
        try (PreparedStatement statement =
                connection.prepareStatement(parts ? ADD_MINUTES_AND_PARTS : ADD_MINUTES)) {
            ArrayParameters parameters =
                    new ArrayParameters(statement)
                            .add(RollupKey.COLUMNS, each(minutes, MinuteKey::key))
                            .add("int8", seconds(minutes, MinuteKey::minute))
                            .add(Amounts.COLUMNS, sums.minutes().values());
            if (parts) {
                ArrayParameters ignored = parameters.add(PartSums.COLUMNS, sums.partsByMinute());
            }
            statement.executeUpdate();
        }
    }

    /** Returns the features that had no total in their period, sorted. */
    static List<NewFeature> addPeriods(Connection connection, Sums sums) throws SQLException {
        Collection<PeriodKey> periods = sums.periods().keySet();
        Collection<PeriodSum> added = sums.periods().values();
        try (PreparedStatement statement = connection.prepareStatement(ADD_PERIODS)) {
            new ArrayParameters(statement)
                    .add(RollupKey.COLUMNS, each(periods, PeriodKey::key))
                    .add("int8", seconds(periods, of -> of.period().start()))
                    .add("int8", seconds(periods, of -> of.period().end()))
                    .add(Amounts.COLUMNS, each(added, PeriodSum::amounts))
                    .add("int8", seconds(added, PeriodSum::first))
                    .add("int8", seconds(added, PeriodSum::latest))
                    .add("float8", added.stream().mapToDouble(PeriodSum::recent).toArray());
            try (ResultSet rows = statement.executeQuery()) {
                var newFeatures = new ArrayList<NewFeature>();
                while (rows.next()) {
                    Instant start = Instant.ofEpochSecond(rows.getLong("starts"));
                    newFeatures.add(new NewFeature(RollupKey.read(rows), start));
                }
                return newFeatures;
            }
        }
    }

    private static <R, T> List<T> each(Collection<R> rows, Function<R, T> part) {
        return rows.stream().map(part).toList();
    }

    private static <R> long[] seconds(Collection<R> rows, Function<R, Instant> time) {
        return rows.stream().mapToLong(row -> time.apply(row).getEpochSecond()).toArray();
    }
}
