package io.flagmeter.model.event;

/**
 * Adds tokens without ever wrapping: at {@link Long#MAX_VALUE} a sum stands still. Ten million
 * events of the most tokens get there, and whoever sends them must not make a total negative. SQL
 * that adds stored totals has the same bound.
 */
public final class TokenSum {

    private TokenSum() {}

    /** The sum of two numbers that are not negative. */
    public static long plus(long one, long other) {
        long sum = one + other;
        return sum < 0 ? Long.MAX_VALUE : sum;
    }
}
