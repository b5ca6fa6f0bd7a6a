package io.flagmeter.bench;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** What can be measured by itself, in the order of measuring. */
enum Part {
    MEMORY,
    OPENLOOP,
    WORKER,
    SINGLE,
    BATCH,
    USAGE;

    /** As it is typed. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What of {@code names} stands for; all if there are none. */
    static Set<Part> of(Set<Part> asked) {
        if (asked.isEmpty()) {
            return EnumSet.allOf(Part.class);
        }
        var parts = EnumSet.copyOf(asked);
        if (parts.contains(MEMORY)) {
            // Memory at rest says little: it is also looked at under load and after much work.
            parts.add(OPENLOOP);
            parts.add(WORKER);
        }
        return parts;
    }
}
