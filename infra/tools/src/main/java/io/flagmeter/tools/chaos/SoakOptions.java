package io.flagmeter.tools.chaos;

import java.time.Duration;
import java.util.regex.Pattern;

/**
 * How long a soak lasts, how often something is done to the stack, and what may have grown in the
 * end.
 */
record SoakOptions(Duration length, Duration every, int growthPercent) {
    private static final Pattern LENGTH = Pattern.compile("(\\d{1,5})([smh])");

    SoakOptions {
        if (length.compareTo(Duration.ofMinutes(1)) < 0
                || length.compareTo(Duration.ofDays(2)) > 0) {
            throw new IllegalArgumentException("--soak must be from 1m to 48h");
        }
        if (every.compareTo(Duration.ofSeconds(5)) < 0 || every.compareTo(length) > 0) {
            throw new IllegalArgumentException("--every must be from 5 to the length of the soak");
        }
        if (growthPercent < 1 || growthPercent > 100) {
            throw new IllegalArgumentException("--growth must be from 1 to 100");
        }
    }

    static SoakOptions of(String length, int everySeconds, int growthPercent) {
        var parts = LENGTH.matcher(length);
        if (!parts.matches()) {
            throw new IllegalArgumentException(
                    "--soak must be like 90s, 60m or 2h, not '%s'".formatted(length));
        }
        long number = Long.parseLong(parts.group(1));
        Duration wanted =
                switch (parts.group(2)) {
                    case "s" -> Duration.ofSeconds(number);
                    case "m" -> Duration.ofMinutes(number);
                    default -> Duration.ofHours(number);
                };
        return new SoakOptions(wanted, Duration.ofSeconds(everySeconds), growthPercent);
    }

    /** None at the very end: the last look is at a stack that is well. */
    int faults() {
        return (int) (length.toSeconds() - 1) / (int) every.toSeconds();
    }

    /** A part of the run. */
    record Window(Duration from, Duration to) {
        boolean contains(Duration at) {
            return at.compareTo(from) >= 0 && at.compareTo(to) <= 0;
        }
    }

    /** A sixth of the run is for warming up: ten minutes of an hour. */
    Duration warm() {
        return length.dividedBy(6);
    }

    /** What the end is compared with. */
    Window early() {
        return new Window(warm(), warm().multipliedBy(2));
    }

    Window late() {
        return new Window(length.minus(warm()), length);
    }

    /** A process younger than this has not yet grown to what it takes. */
    Duration grownUp() {
        return length.dividedBy(20);
    }
}
