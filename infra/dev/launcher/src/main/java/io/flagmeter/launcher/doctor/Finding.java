package io.flagmeter.launcher.doctor;

import io.flagmeter.launcher.Screen;

/** One thing looked at: its verdict, what was seen, and what to do about it. */
record Finding(Verdict verdict, String subject, String seen, String remedy) {

    enum Verdict {
        GOOD,
        DOUBTFUL,
        BAD
    }

    static Finding good(String subject, String seen) {
        return new Finding(Verdict.GOOD, subject, seen, "");
    }

    static Finding doubtful(String subject, String seen, String remedy) {
        return new Finding(Verdict.DOUBTFUL, subject, seen, remedy);
    }

    static Finding bad(String subject, String seen, String remedy) {
        return new Finding(Verdict.BAD, subject, seen, remedy);
    }

    void print(Screen screen) {
        String mark =
                switch (verdict) {
                    case GOOD -> screen.green("✓");
                    case DOUBTFUL -> screen.yellow("!");
                    case BAD -> screen.red("✗");
                };
        screen.line("  %s %-12s %s".formatted(mark, subject, seen));
        if (!remedy.isEmpty()) {
            screen.line("    %-12s %s".formatted("", screen.bold("→ " + remedy)));
        }
    }
}
