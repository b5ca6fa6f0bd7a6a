package io.flagmeter.api.ingest;

import io.flagmeter.model.event.InvalidEventException;
import io.flagmeter.model.event.UsageEvent;
import org.jspecify.annotations.Nullable;

/** What became of one item of a batch. */
sealed interface Item {

    record Taken(UsageEvent event) implements Item {}

    /** Broke a rule; {@code id} is null where it could not be read. */
    record Refused(@Nullable String id, String field, String reason) implements Item {

        static Refused of(@Nullable String id, InvalidEventException e) {
            return new Refused(id, e.field(), e.reason());
        }
    }
}
