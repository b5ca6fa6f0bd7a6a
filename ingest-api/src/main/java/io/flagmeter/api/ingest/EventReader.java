package io.flagmeter.api.ingest;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.flagmeter.model.event.EventFields;
import io.flagmeter.model.event.InvalidEventException;
import io.flagmeter.model.event.JsonFormat;
import io.flagmeter.model.event.UsageEvent;
import io.flagmeter.server.problem.Problem;
import io.flagmeter.server.problem.ProblemException;
import io.flagmeter.server.problem.ProblemType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.regex.Pattern;

/** Reads the body of {@code POST /events}, and one event wherever it stands. */
record EventReader(TimeWindow window) {

    private static final Pattern ADVICE =
            Pattern.compile(", from `[^`]*`|: enable `[^`]*` to allow");

    /**
     * The one event of a body.
     *
     * @throws InvalidEventException if it breaks a rule
     * @throws ProblemException if it is not even JSON
     */
    UsageEvent read(byte[] body, EventFormat format, Instant now) throws InvalidEventException {
        try (JsonParser parser = JsonFormat.FACTORY.createParser(body)) {
            JsonToken start = parser.nextToken();
            if (start == null) {
                throw Problem.of(ProblemType.EMPTY_BODY, "the body must be one JSON object")
                        .toException();
            }
            if (start != JsonToken.START_OBJECT) {
                throw malformed("the body must be one JSON object");
            }
            EventFields fields = format.read(parser);
            if (parser.nextToken() != null) {
                throw malformed("the body must be one JSON object, without anything behind it");
            }
            return event(fields, format, now);
        } catch (JsonProcessingException e) {
            throw malformed(reason(e));
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory cannot fail", e);
        }
    }

    /** The event of fields that were read, if it obeys all rules. */
    UsageEvent event(EventFields fields, EventFormat format, Instant now)
            throws InvalidEventException {
        try {
            UsageEvent event = fields.toEvent(now);
            window.check(event.timestamp(), now);
            return event;
        } catch (InvalidEventException e) {
            throw format.named(e);
        }
    }

    static ProblemException malformed(String detail) {
        return Problem.of(ProblemType.MALFORMED_JSON, detail).toException();
    }

    /** What is wrong, without the parser's advice to Java programmers. */
    static String message(JsonProcessingException e) {
        return ADVICE.matcher(e.getOriginalMessage()).replaceAll("");
    }

    /** What is wrong and where. */
    static String reason(JsonProcessingException e) {
        String message = message(e);
        return e.getLocation() == null
                ? message
                : message
                        + " at line "
                        + e.getLocation().getLineNr()
                        + ", column "
                        + e.getLocation().getColumnNr();
    }
}
