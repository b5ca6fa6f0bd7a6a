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

    /** Without what was taken; a part that would be negative is none, and so differs. */
    Sum less(Sum taken) {
        return new Sum(events - taken.events, tokens - taken.tokens, less(parts, taken.parts));
    }

    private static @Nullable TokenParts less(@Nullable TokenParts one, @Nullable TokenParts taken) {
        if (one == null || taken == null) {
            return one;
        }
        return TokenParts.of(
                TokenParts.PARTS.stream()
                        .mapToLong(
                                part ->
                                        Math.max(
                                                0,
                                                part.of().applyAsLong(one)
                                                        - part.of().applyAsLong(taken)))
                        .toArray());
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
