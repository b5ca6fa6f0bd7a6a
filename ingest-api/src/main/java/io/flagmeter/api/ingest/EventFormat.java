package io.flagmeter.api.ingest;

import com.fasterxml.jackson.core.JsonParser;
import io.flagmeter.model.event.EventFields;
import io.flagmeter.model.event.InvalidEventException;
import io.flagmeter.server.problem.Problem;
import io.flagmeter.server.problem.ProblemType;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

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

    /** What other bodies are refused with. */
    static final Problem UNSUPPORTED =
            Problem.of(
                    ProblemType.UNSUPPORTED_MEDIA_TYPE,
                    "the Content-Type must be %s or %s, in UTF-8"
                            .formatted(MediaType.JSON, MediaType.CLOUD_EVENT));

    /** The format that a Content-Type names; null if it is none of these. */
    static @Nullable EventFormat of(@Nullable String contentType) {
        return switch (MediaType.of(contentType)) {
            case MediaType.JSON -> PLAIN;
            case MediaType.CLOUD_EVENT -> CLOUD_EVENT;
            default -> null;
        };
    }

    /** Reads the object that the parser stands on. */
    abstract EventFields read(JsonParser parser) throws IOException;

    /** The fault, with its field as this format spells it. */
    abstract InvalidEventException named(InvalidEventException e);
}
