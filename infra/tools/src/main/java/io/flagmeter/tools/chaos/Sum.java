package io.flagmeter.tools.chaos;

import io.flagmeter.model.event.TokenParts;
import io.flagmeter.model.rollup.PartSums;
import io.flagmeter.tools.SentEvent;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Events and their tokens, added up.
 *
 * @param parts what the tokens of those consist of that told it; null if none did
 */
record Sum(long events, long tokens, @Nullable TokenParts parts) {
    static final Sum ZERO = new Sum(0, 0);

    Sum(long events, long tokens) {
        this(events, tokens, null);
    }

    static Sum of(SentEvent event) {
        return new Sum(1, event.tokens(), Dialect.parts(event));
    }

    Sum plus(Sum other) {
        return new Sum(events + other.events, tokens + other.tokens, plus(parts, other.parts));
    }

    private static @Nullable TokenParts plus(@Nullable TokenParts one, @Nullable TokenParts other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return PartSums.plus(one, other);
    }

    /** As period totals have them. */
    Sum withoutParts() {
        return new Sum(events, tokens);
    }

    @Override
    public String toString() {
        String sum = String.format(Locale.ROOT, "%,d events of %,d tokens", events, tokens);
        return parts == null ? sum : sum + " with " + parts;
    }
}
