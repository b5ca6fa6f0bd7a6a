package io.flagmeter.model.rollup;

import static java.util.stream.Collectors.joining;

import io.flagmeter.model.event.UsageEvent;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/** What is added up of usage. None is ever negative, and none wraps, see {@link TokenSum}. */
public record Amounts(long tokens, long events) {

    public static final Amounts NONE = new Amounts(0, 0);

    /** Every amount has a column. */
    public static final List<Column.Bigint<Amounts>> COLUMNS =
            List.of(
                    new Column.Bigint<>("total_tokens", Amounts::tokens),
                    new Column.Bigint<>("event_count", Amounts::events));

    /** What an event adds. */
    public static Amounts of(UsageEvent event) {
        return new Amounts(event.tokens(), 1);
    }

    /** Reads the columns of a row. */
    public static Amounts read(ResultSet row) throws SQLException {
        return new Amounts(row.getLong("total_tokens"), row.getLong("event_count"));
    }

    /** The sums of both. */
    public Amounts plus(Amounts other) {
        return new Amounts(
                TokenSum.plus(tokens, other.tokens), TokenSum.plus(events, other.events));
    }

    /** Assignments of {@code ON CONFLICT DO UPDATE} that add a new row to the one that is there. */
    public static String addSql(String table) {
        return COLUMNS.stream()
                .map(Column::name)
                .map(
                        name ->
                                name
                                        + " = "
                                        + TokenSum.plusSql(table + "." + name, "excluded." + name))
                .collect(joining(", "));
    }

    /** The sums over the rows of a group, as expressions that bear the columns' names. */
    public static String sumSql(String table) {
        return COLUMNS.stream()
                .map(Column::name)
                .map(name -> TokenSum.sql(table + "." + name) + " AS " + name)
                .collect(joining(", "));
    }
}
