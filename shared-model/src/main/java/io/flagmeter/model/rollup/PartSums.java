package io.flagmeter.model.rollup;

import static java.util.stream.Collectors.joining;

import io.flagmeter.model.event.TokenParts;
import io.flagmeter.model.event.TokenParts.Part;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * How the parts of tokens are stored and added up: each by itself and without wrapping, see {@link
 * TokenSum}. The parts of events that have none stay unknown, which is null.
 */
public final class PartSums {

    private static final Map<String, String> NAMES =
            Map.of(
                    "input", "input_tokens",
                    "cachedInput", "cached_input_tokens",
                    "cacheWrite", "cache_write_tokens",
                    "output", "output_tokens",
                    "reasoning", "reasoning_tokens");

    /** Every part has a column, in the order of {@link TokenParts#PARTS}. */
    public static final List<Column.OptionalBigint<@Nullable TokenParts>> COLUMNS =
            TokenParts.PARTS.stream().map(PartSums::column).toList();

    private PartSums() {}

    private static Column.OptionalBigint<@Nullable TokenParts> column(Part part) {
        return new Column.OptionalBigint<>(
                Objects.requireNonNull(NAMES.get(part.name())),
                parts -> parts == null ? null : part.of().applyAsLong(parts));
    }

    /** The sums of both, part by part. */
    public static TokenParts plus(TokenParts one, TokenParts other) {
        return TokenParts.of(
                TokenParts.PARTS.stream()
                        .mapToLong(
                                part ->
                                        TokenSum.plus(
                                                part.of().applyAsLong(one),
                                                part.of().applyAsLong(other)))
                        .toArray());
    }

    /** Reads the columns of a row; null if there is none of them. */
    public static @Nullable TokenParts read(ResultSet row) throws SQLException {
        var tokens = new long[COLUMNS.size()];
        for (int i = 0; i < tokens.length; i++) {
            tokens[i] = row.getLong(COLUMNS.get(i).name());
            if (row.wasNull()) {
                return null;
            }
        }
        return TokenParts.of(tokens);
    }

    private static String each(UnaryOperator<String> expression) {
        return COLUMNS.stream().map(Column::name).map(expression).collect(joining(", "));
    }

    /** Assignments of {@code ON CONFLICT DO UPDATE} that add a new row to the one that is there. */
    public static String addSql(String table) {
        return each(
                name -> {
                    String old = table + '.' + name;
                    String added = "excluded." + name;
                    return "%s = coalesce(%s, %s, %s)"
                            .formatted(name, TokenSum.plusSql(old, added), old, added);
                });
    }

    /**
     * The sums over the rows of a group, null where all of them are, as expressions that bear the
     * columns' names.
     */
    public static String sumSql(String table) {
        return each(
                name ->
                        "(CASE WHEN count(%1$s) > 0 THEN least(sum(%1$s), %2$d) END)::bigint AS %3$s"
                                .formatted(table + '.' + name, Long.MAX_VALUE, name));
    }
}
