package io.flagmeter.api.ingest;

import com.fasterxml.jackson.core.JsonParser;
import io.flagmeter.model.event.EventFields;
import io.flagmeter.model.event.InvalidEventException;
import java.io.IOException;

/** How a client spells an event. */
enum EventFormat {
    /** Our own: {@code {"tenant":…,"feature":…,"tokens":…}}. */
    PLAIN {
        @Override
        EventFields read(JsonParser parser) throws IOException {
            return EventFields.read(parser);
        }

        @Override
        InvalidEventException named(InvalidEventException e) {
            return e;
        }
    },
    /** CloudEvents 1.0 in JSON. */
    CLOUD_EVENT {
        @Override
        EventFields read(JsonParser parser) throws IOException {
            return CloudEvent.read(parser);
        }

        @Override
        InvalidEventException named(InvalidEventException e) {
            return CloudEvent.named(e);
        }
    };

    /** Reads the object that the parser stands on. */
    abstract EventFields read(JsonParser parser) throws IOException;

    /** The fault, with its field as this format spells it. */
    abstract InvalidEventException named(InvalidEventException e);
}
