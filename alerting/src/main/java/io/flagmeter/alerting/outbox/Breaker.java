package io.flagmeter.alerting.outbox;

import java.time.Duration;

/**
 * Leaves a receiver alone that failed five times in a row, so that the other messages to it wait
 * instead of using up their attempts: 30 s, twice as long after each further failure, up to 10 min.
 * Then one message is tried; it closes the breaker or opens it again.
 */
public final class Breaker {

    /** Failures in a row that open it. */
    public static final int OPENS_AT = 5;

    private static final Duration FIRST = Duration.ofSeconds(30);
    private static final Duration LAST = Duration.ofMinutes(10);

    private Breaker() {}

    /** How long nothing is sent after so many failures in a row; zero while it is closed. */
    public static Duration pause(int failures) {
        if (failures < OPENS_AT) {
            return Duration.ZERO;
        }
        // Five doublings pass the last step; more would overflow one day.
        Duration pause = FIRST.multipliedBy(1L << Math.min(failures - OPENS_AT, 5));
        return pause.compareTo(LAST) > 0 ? LAST : pause;
    }
}
