package io.flagmeter.server.access;

import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/** The id of a row, in a path or a query: no text but the whole id names it. */
public final class IdParameter {

    // UUID.fromString pads what is too short and cuts what is too long.
    private static final Pattern WHOLE =
            Pattern.compile("\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}");

    private IdParameter() {}

    /** Empty if the text is no UUID, as which no row can be known. */
    public static Optional<UUID> read(String text) {
        return WHOLE.matcher(text).matches()
                ? Optional.of(UUID.fromString(text))
                : Optional.empty();
    }
}
