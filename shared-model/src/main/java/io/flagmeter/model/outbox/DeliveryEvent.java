package io.flagmeter.model.outbox;

import java.util.Locale;

/** What a message of the outbox tells of. */
public enum DeliveryEvent {
    CROSSED,
    RESOLVED,
    TEST;

    /** The event that is stored under this name. */
    public static DeliveryEvent of(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT));
    }

    /** As it is stored, and as receivers see it. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** A literal. */
    public String sql() {
        return "'" + text() + "'";
    }
}
