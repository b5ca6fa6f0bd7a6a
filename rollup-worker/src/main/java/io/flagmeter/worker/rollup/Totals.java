package io.flagmeter.worker.rollup;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.postgresql.PGConnection;

/** Adds a batch's sums to the rollups and the period totals: one statement each. */
final class Totals {

    private static final String ADD_MINUTES =
            """
            INSERT INTO rollups AS r (tenant, feature, minute, total_tokens, event_count)
            SELECT tenant, feature, to_timestamp(minute), tokens, events
            FROM unnest(?::text[], ?::text[], ?::bigint[], ?::bigint[], ?::bigint[])
                 AS i (tenant, feature, minute, tokens, events)
            ON CONFLICT (tenant, feature, minute) DO UPDATE
            SET total_tokens = r.total_tokens + excluded.total_tokens,
                event_count = r.event_count + excluded.event_count,
                updated_at = excluded.updated_at
            """;

    private static final String ADD_PERIODS =
            """
            INSERT INTO period_totals AS t (tenant, feature, period_start, period_end,
                                            total_tokens, event_count, latest_minute)
            SELECT tenant, feature, to_timestamp(starts), to_timestamp(ends),
                   tokens, events, to_timestamp(latest)
            FROM unnest(?::text[], ?::text[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[],
                        ?::bigint[])
                 AS i (tenant, feature, starts, ends, tokens, events, latest)
            ON CONFLICT (tenant, period_start, feature) DO UPDATE
            SET total_tokens = t.total_tokens + excluded.total_tokens,
                event_count = t.event_count + excluded.event_count,
                latest_minute = greatest(t.latest_minute, excluded.latest_minute),
                updated_at = excluded.updated_at
            """;

    private Totals() {}

    static void add(Connection connection, Sums sums) throws SQLException {
        Collection<Map.Entry<Sums.MinuteKey, Sums.Sum>> minutes = sums.minutes().entrySet();
        try (PreparedStatement statement = connection.prepareStatement(ADD_MINUTES)) {
            texts(statement, 1, minutes, e -> e.getKey().tenant());
            texts(statement, 2, minutes, e -> e.getKey().feature());
            numbers(statement, 3, minutes, e -> e.getKey().minute().getEpochSecond());
            numbers(statement, 4, minutes, e -> e.getValue().tokens());
            numbers(statement, 5, minutes, e -> e.getValue().events());
            statement.executeUpdate();
        }
        Collection<Map.Entry<Sums.PeriodKey, Sums.Sum>> periods = sums.periods().entrySet();
        try (PreparedStatement statement = connection.prepareStatement(ADD_PERIODS)) {
            texts(statement, 1, periods, e -> e.getKey().tenant());
            texts(statement, 2, periods, e -> e.getKey().feature());
            numbers(statement, 3, periods, e -> seconds(e.getKey().period().start()));
            numbers(statement, 4, periods, e -> seconds(e.getKey().period().end()));
            numbers(statement, 5, periods, e -> e.getValue().tokens());
            numbers(statement, 6, periods, e -> e.getValue().events());
            numbers(statement, 7, periods, e -> seconds(e.getValue().latest()));
            statement.executeUpdate();
        }
    }

    private static long seconds(Instant instant) {
        return instant.getEpochSecond();
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
        // The driver's own method, because JDBC's would box every number.
        PGConnection connection = statement.getConnection().unwrap(PGConnection.class);
        statement.setArray(index, connection.createArrayOf("int8", values));
    }
}
