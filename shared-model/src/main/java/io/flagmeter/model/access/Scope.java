package io.flagmeter.model.access;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What a key allows. None contains another: a key that may do two things has two scopes. */
public enum Scope {
    /** Sending events. */
    INGEST,
    /** Quota checks and, for a key of no tenant, metrics. */
    READ,
    /** Everything else: tenants, webhooks, alerts, dead letters, the books, keys. */
    ADMIN;

    /** As the API and the database spell it. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The scope of that spelling; empty if there is none. */
    public static Optional<Scope> of(String text) {
        return Stream.of(values()).filter(scope -> scope.text().equals(text)).findFirst();
    }
}
