package io.flagmeter.model.quota;

import java.math.BigInteger;

/**
 * How usage compares with a quota. The rule of the thresholds stands here twice, in Java for
 * changed settings and in SQL for the worker, which finds the crossings of a batch in one
 * statement; a test compares the two.
 */
public final class QuotaRule {

    private static final BigInteger HUNDRED = BigInteger.valueOf(100);

    private QuotaRule() {}

    /**
     * Whether usage has reached a threshold: usage that equals it has.
     *
     * @param total tokens used
     * @param quota tokens
     * @param threshold percent of the quota
     */
    public static boolean isReached(long total, long quota, int threshold) {
        // Exact, and beyond what a long holds.
        return BigInteger.valueOf(total)
                        .multiply(HUNDRED)
                        .compareTo(
                                BigInteger.valueOf(quota).multiply(BigInteger.valueOf(threshold)))
                >= 0;
    }

    /** {@link #isReached} as a condition in SQL, over three expressions. */
    public static String isReachedSql(String total, String quota, String threshold) {
        return "%s::numeric * 100 >= %s::numeric * %s".formatted(total, quota, threshold);
    }

    /** Percent of the quota that is used, rounded down; may pass 100, and what a long holds. */
    public static BigInteger percent(long total, long quota) {
        // A double would round 79.999… up to 80.
        return BigInteger.valueOf(total).multiply(HUNDRED).divide(BigInteger.valueOf(quota));
    }
}
