package io.flagmeter.model.quota;

/**
 * The weight of a token in the recent rate, by which a forecast goes on: a day after it was used it
 * counts half, after two days a quarter.
 */
public final class RecentTokens {

    /** In seconds. */
    public static final long HALF_LIFE = 86_400;

    private RecentTokens() {}

    /** What is left of a token after that many seconds. */
    public static double weight(double seconds) {
        return Math.pow(0.5, seconds / HALF_LIFE);
    }
}
