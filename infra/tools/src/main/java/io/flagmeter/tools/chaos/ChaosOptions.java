package io.flagmeter.tools.chaos;

import java.time.Duration;

/** What was asked for. */
record ChaosOptions(
        int kills, long seed, int clients, int rate, int tenants, int features, Duration downTime) {

    ChaosOptions {
        check("--kills", kills, 1, 100_000);
        check("--clients", clients, 1, 64);
        check("--rate", rate, 1, 100_000);
        check("--tenants", tenants, 1, 10_000);
        check("--features", features, 1, 100);
        check("--down-time", downTime.toSeconds(), 0, 600);
    }

    private static void check(String option, long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    "%s must be from %d to %d, not %d".formatted(option, least, most, value));
        }
    }
}
