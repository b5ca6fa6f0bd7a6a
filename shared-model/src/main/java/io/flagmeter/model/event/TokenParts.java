package io.flagmeter.model.event;

import java.util.List;
import java.util.function.ToLongFunction;

/**
 * What the tokens of an event consist of. No token is in two parts, so that they add up to all of
 * them; what a vendor does not tell apart is in {@code input} or {@code output}.
 *
 * @param input read anew by the model, and not written to a cache
 * @param cachedInput read from a cache
 * @param cacheWrite read anew and written to a cache
 * @param output answered
 * @param reasoning thought, and not answered
 */
public record TokenParts(
        long input, long cachedInput, long cacheWrite, long output, long reasoning) {

    /** One of them, by the name that it has wherever they are told. */
    public record Part(String name, ToLongFunction<TokenParts> of) {}

    /** All of them, in the order of the constructor's parameters. */
    public static final List<Part> PARTS =
            List.of(
                    new Part("input", TokenParts::input),
                    new Part("cachedInput", TokenParts::cachedInput),
                    new Part("cacheWrite", TokenParts::cacheWrite),
                    new Part("output", TokenParts::output),
                    new Part("reasoning", TokenParts::reasoning));

    public TokenParts {
        if ((input | cachedInput | cacheWrite | output | reasoning) < 0) {
            throw new IllegalArgumentException("a part is negative");
        }
    }

    /** By the order of {@link #PARTS}. */
    public static TokenParts of(long[] tokens) {
        return new TokenParts(tokens[0], tokens[1], tokens[2], tokens[3], tokens[4]);
    }

    /** Where in {@link #PARTS} the one of this name is; negative if none is. */
    static int place(String name) {
        int place = PARTS.size() - 1;
        while (place >= 0 && !PARTS.get(place).name().equals(name)) {
            place--;
        }
        return place;
    }

    /** All tokens of an event. Sums of many events need not fit. */
    public long sum() {
        return input + cachedInput + cacheWrite + output + reasoning;
    }
}
