package io.flagmeter.server.bounds;

import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a server takes, keeps or gives at most.
 *
 * @param name by which clients find it; it never changes meaning
 * @param setting the variable that sets it; null if nothing does
 * @param about what is bounded, in a few words
 */
public record Bound(String name, long most, Unit unit, @Nullable String setting, String about) {

    /** One that is the same everywhere. */
    public static Bound fixed(String name, long most, Unit unit, String about) {
        return new Bound(name, most, unit, null, about);
    }

    /** One that the operator sets. */
    public static Bound set(String name, long most, Unit unit, String setting, String about) {
        return new Bound(name, most, unit, setting, about);
    }

    /** A time that the operator sets. */
    public static Bound set(String name, Duration most, String setting, String about) {
        return new Bound(name, most.toMillis(), Unit.MILLISECONDS, setting, about);
    }

    /** What is counted. */
    public enum Unit {
        BYTES,
        CHARACTERS,
        COUNT,
        MILLISECONDS,
        PERCENT,
        TOKENS;

        /** As it is written in JSON. */
        @JsonValue
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
