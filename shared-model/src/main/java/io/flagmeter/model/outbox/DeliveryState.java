package io.flagmeter.model.outbox;

import java.util.Locale;

/** How a message of the outbox stands. */
public enum DeliveryState {
    PENDING,
    DELIVERED,
    DEAD;

    /** As it is stored, and as clients see it. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** A literal, because the indexes of the outbox cover one state each. */
    public String sql() {
        return "'" + text() + "'";
    }
}
