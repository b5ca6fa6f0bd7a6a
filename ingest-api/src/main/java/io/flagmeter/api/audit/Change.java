package io.flagmeter.api.audit;

import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What the audit log says of a change. Neither state may hold a key, a secret or a whole URL of a
 * webhook.
 *
 * @param action such as {@code key.create}; it never changes meaning
 * @param subject the kind of thing that is changed, such as {@code key}
 * @param id of the thing, or its name where it has none; null if it is several
 * @param tenant whose it is; null if every tenant's
 * @param before as it is shown; null if it was not there
 * @param after as it is shown; null if it is gone
 */
@Schema(hidden = true)
public record Change(
        String action,
        String subject,
        @Nullable String id,
        @Nullable String tenant,
        @Nullable Object before,
        @Nullable Object after) {

    /** A change of the thing of this id. */
    public static Change of(String action, String subject, UUID id, @Nullable String tenant) {
        return new Change(action, subject, id.toString(), tenant, null, null);
    }

    public Change from(@Nullable Object state) {
        return new Change(action, subject, id, tenant, state, after);
    }

    public Change to(@Nullable Object state) {
        return new Change(action, subject, id, tenant, before, state);
    }
}
