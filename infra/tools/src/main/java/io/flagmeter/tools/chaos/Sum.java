package io.flagmeter.tools.chaos;

import java.util.Locale;

/** Events and their tokens, added up. */
record Sum(long events, long tokens) {
    static final Sum ZERO = new Sum(0, 0);

    Sum plus(Sum other) {
        return new Sum(events + other.events, tokens + other.tokens);
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%,d events of %,d tokens", events, tokens);
    }
}
