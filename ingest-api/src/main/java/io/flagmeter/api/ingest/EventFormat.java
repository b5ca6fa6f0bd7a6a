package io.flagmeter.api.ingest;

import com.fasterxml.jackson.core.JsonParser;
import io.flagmeter.model.event.EventFields;
import io.flagmeter.model.event.InvalidEventException;
import io.flagmeter.server.problem.Problem;
import io.flagmeter.server.problem.ProblemType;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** How a client spells an event. */
interface EventFormat {

    /** Our own: {@code {"tenant":…,"feature":…,"tokens":…}}. */
    EventFormat PLAIN =
            new EventFormat() {
                @Override
                public EventFields read(JsonParser parser) throws IOException {
                    return EventFields.read(parser);
                }

                @Override
                public InvalidEventException named(InvalidEventException e) {
                    return e;
                }
            };

    /** CloudEvents 1.0 in JSON. */
    EventFormat CLOUD_EVENT =
            new EventFormat() {
                @Override
                public EventFields read(JsonParser parser) throws IOException {
                    return CloudEvent.read(parser);
                }

                @Override
                public InvalidEventException named(InvalidEventException e) {
                    return CloudEvent.named(e);
                }
            };

    /** What other bodies are refused with. */
    Problem UNSUPPORTED =
            Problem.of(
                    ProblemType.UNSUPPORTED_MEDIA_TYPE,
                    "the Content-Type must be %s or %s, in UTF-8"
                            .formatted(MediaType.JSON, MediaType.CLOUD_EVENT));

    /** The format that the headers name; null if it is none of these. */
    static @Nullable EventFormat of(MultiMap headers) {
        return switch (MediaType.of(headers.get(HttpHeaders.CONTENT_TYPE))) {
            case MediaType.JSON ->
                    CloudEventHeaders.areIn(headers) ? CloudEventHeaders.of(headers) : PLAIN;
            case MediaType.CLOUD_EVENT -> CLOUD_EVENT;
            default -> null;
        };
    }

    /** Reads the object that the parser stands on. */
    EventFields read(JsonParser parser) throws IOException;

    /** The fault, with its field as this format spells it. */
    InvalidEventException named(InvalidEventException e);
}
