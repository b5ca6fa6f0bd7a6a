package io.flagmeter.tools.replay;

import java.time.Duration;

/** How many times faster than recorded a trace is sent; infinite is as fast as possible. */
record Speed(double factor) {
    static final Speed MAX = new Speed(Double.POSITIVE_INFINITY);

    /** Slower than this, a day of trace takes more than a century. */
    private static final double SLOWEST = 0.00001;

    Speed {
        if (!(factor >= SLOWEST)) {
            throw new IllegalArgumentException("a speed is at least " + SLOWEST);
        }
    }

    /** Reads {@code max} or a factor, with {@code 60x} welcome as 60. */
    static Speed of(String text) {
        if (text.equalsIgnoreCase("max")) {
            return MAX;
        }
        try {
            return new Speed(Double.parseDouble(text.replaceFirst("[xX]$", "")));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "'%s' is neither max nor a factor above 0, such as 1 or 60".formatted(text), e);
        }
    }

    boolean isMax() {
        return Double.isInfinite(factor);
    }

    Duration scale(Duration recorded) {
        return isMax() ? Duration.ZERO : Duration.ofNanos((long) (recorded.toNanos() / factor));
    }
}
