package io.flagmeter.api.ingest;

import io.flagmeter.server.problem.Problem;
import io.flagmeter.server.problem.ProblemType;
import org.jspecify.annotations.Nullable;

/** How a client spells a batch of events. */
enum BatchFormat {
    /** A JSON array of our own. */
    ARRAY,
    /** NDJSON: one of our own a line. */
    LINES,
    /** A JSON array of CloudEvents. */
    CLOUD_EVENTS;

    /** What other bodies are refused with. */
    static final Problem UNSUPPORTED =
            Problem.of(
                    ProblemType.UNSUPPORTED_MEDIA_TYPE,
                    "the Content-Type must be %s, %s or %s, in UTF-8"
                            .formatted(MediaType.JSON, MediaType.NDJSON, MediaType.CLOUD_EVENTS));

    /** The format that a Content-Type names; null if it is none of these. */
    static @Nullable BatchFormat of(@Nullable String contentType) {
        return switch (MediaType.of(contentType)) {
            case MediaType.JSON -> ARRAY;
            case MediaType.NDJSON -> LINES;
            case MediaType.CLOUD_EVENTS -> CLOUD_EVENTS;
            default -> null;
        };
    }
}
