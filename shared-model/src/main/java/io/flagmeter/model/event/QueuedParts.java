package io.flagmeter.model.event;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The form of {@link TokenParts} on the queue: an object of those that are not 0. */
final class QueuedParts {

    static final String FIELD = "tokenParts";

    private QueuedParts() {}

    static void append(TokenParts parts, StringBuilder json) {
        json.append(",\"").append(FIELD).append("\":{");
        char before = 0;
        for (TokenParts.Part part : TokenParts.PARTS) {
            long tokens = part.of().applyAsLong(parts);
            if (tokens > 0) {
                if (before != 0) {
                    json.append(before);
                }
                json.append('"').append(part.name()).append("\":").append(tokens);
                before = ',';
            }
        }
        json.append('}');
    }

    /**
     * The parts that the parser stands on. Null too if one of them is not known here: a later
     * release tells more apart, and the event counts all the same.
     */
    static @Nullable TokenParts read(JsonParser parser) throws IOException, InvalidEventException {
        if (parser.currentToken() == JsonToken.VALUE_NULL) {
            return null;
        }
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            throw new InvalidEventException(FIELD, "must be a JSON object");
        }
        var tokens = new long[TokenParts.PARTS.size()];
        boolean known = true;
        InvalidEventException fault = null;
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            int part = TokenParts.place(parser.currentName());
            parser.nextToken();
            if (part < 0) {
                known = false;
                parser.skipChildren();
                continue;
            }
            String field = FIELD + '.' + TokenParts.PARTS.get(part).name();
            try {
                long value = EventFields.integer(field, parser);
                EventRules.tokens(field, value);
                tokens[part] = value;
            } catch (InvalidEventException e) {
                fault = fault == null ? e : fault;
                parser.skipChildren();
            }
        }
        if (fault != null) {
            throw fault;
        }
        return known ? TokenParts.of(tokens) : null;
    }
}
