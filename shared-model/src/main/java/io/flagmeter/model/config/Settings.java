package io.flagmeter.model.config;

import java.time.Duration;

/**
 * Checks settings at start; a bad one stops the process with a sentence that names the variable.
 */
public final class Settings {

    private Settings() {}

    /**
     * Allows durations between two, both included.
     *
     * @throws IllegalArgumentException with a sentence that names the variable and the bounds
     */
    public static void requireWithin(
            String variable, Duration value, Duration least, Duration most) {
        require(
                value.compareTo(least) >= 0 && value.compareTo(most) <= 0,
                "%s must be from %s to %s, is %s"
                        .formatted(variable, text(least), text(most), text(value)));
    }

    /**
     * Allows numbers between two, both included.
     *
     * @throws IllegalArgumentException with a sentence that names the variable and the bounds
     */
    public static void requireWithin(String variable, long value, long least, long most) {
        require(
                value >= least && value <= most,
                "%s must be from %d to %d, is %d".formatted(variable, least, most, value));
    }

    /**
     * Allows what holds.
     *
     * @param sentence names the variable
     * @throws IllegalArgumentException with the sentence
     */
    public static void require(boolean holds, String sentence) {
        if (!holds) {
            throw new IllegalArgumentException(sentence);
        }
    }

    /** As an operator writes it: 48h, 90s, 35d. */
    private static String text(Duration duration) {
        if (duration.toNanosPart() != 0) {
            return duration.toMillis() + "ms";
        }
        long seconds = duration.toSeconds();
        if (seconds != 0 && seconds % 86_400 == 0) {
            return seconds / 86_400 + "d";
        }
        if (seconds != 0 && seconds % 3_600 == 0) {
            return seconds / 3_600 + "h";
        }
        return seconds != 0 && seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
    }
}
