package io.flagmeter.model.rollup;

/**
 * Adds up without ever wrapping: at {@link Long#MAX_VALUE} a sum stands still, in Java and in SQL.
 * Ten million events of the most tokens get there, and whoever sends them must neither make a total
 * negative nor keep a batch from ever being applied.
 */
public final class TokenSum {

    private TokenSum() {}

    /** The sum of two numbers that are not negative. */
    public static long plus(long one, long other) {
        long sum = one + other;
        return sum < 0 ? Long.MAX_VALUE : sum;
    }

    /** {@link #plus} over two expressions in SQL. */
    static String plusSql(String one, String other) {
        return "CASE WHEN %1$s > %3$d - %2$s THEN %3$d ELSE %1$s + %2$s END"
                .formatted(one, other, Long.MAX_VALUE);
    }

    /** The sum over the rows of a group, 0 if there are none, as an expression in SQL. */
    public static String sql(String column) {
        return "least(coalesce(sum(%s), 0), %d)::bigint".formatted(column, Long.MAX_VALUE);
    }
}
