package io.flagmeter.api.limits;

import io.flagmeter.api.tenants.NameParameter;
import io.flagmeter.server.access.IdParameter;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Whose limit it is.
 *
 * @param text {@code default}, {@code key:} and its id, or {@code tenant:} and its name
 * @param key null unless it is a key's
 */
record Subject(String text, @Nullable UUID key) {

    private static final String KEY = "key:";
    private static final String TENANT = "tenant:";

    /** Empty if nobody can be called so. */
    static Optional<Subject> of(String text) {
        if (text.startsWith(KEY)) {
            // In the form in which PostgreSQL and every process write it.
            return IdParameter.read(text.substring(KEY.length()))
                    .map(id -> new Subject(KEY + id, id));
        }
        boolean known =
                text.equals("default")
                        || (text.startsWith(TENANT)
                                && NameParameter.isName(text.substring(TENANT.length())));
        return known ? Optional.of(new Subject(text, null)) : Optional.empty();
    }

    /** Whose limit it is alone; null if not a tenant's. */
    @Nullable String tenant() {
        return text.startsWith(TENANT) ? text.substring(TENANT.length()) : null;
    }
}
