package io.flagmeter.api.ingest;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.flagmeter.model.event.EventFields;
import io.flagmeter.model.event.EventRules;
import io.flagmeter.model.event.InvalidEventException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The attributes of a <a
 * href="https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md">CloudEvents
 * 1.0 event in JSON</a> while they are read.
 *
 * <p>{@code subject} is the tenant, {@code time} the timestamp, {@code data} holds feature and
 * tokens. CloudEvents make source + id unique, so both together are the event's id, with a space
 * between them: a URI holds none, so that no two pairs make the same id.
 */
final class CloudEvent {

    private final EventFields fields = new EventFields();
    private @Nullable String specversion;
    private @Nullable String source;
    private @Nullable String id;
    private boolean data;

    private CloudEvent() {}

    static EventFields read(JsonParser parser) throws IOException {
        var event = new CloudEvent();
        event.readObject(parser, event::readAttribute);
        try {
            event.finish();
        } catch (InvalidEventException e) {
            event.fields.reject(e);
        }
        return event.fields;
    }

    static InvalidEventException named(InvalidEventException e) {
        String name =
                switch (e.field()) {
                    case "tenant" -> "subject";
                    case "timestamp" -> "time";
                    case "feature", "tokens" -> "data." + e.field();
                    default -> e.field();
                };
        return name.equals(e.field())
                ? e
                : new InvalidEventException(name, e.reason().substring(e.field().length() + 1));
    }

    private interface FieldReader {
        void read(String name, JsonToken value, JsonParser parser)
                throws IOException, InvalidEventException;
    }

    private void readObject(JsonParser parser, FieldReader reader) throws IOException {
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            try {
                reader.read(name, value, parser);
            } catch (InvalidEventException e) {
                fields.reject(e);
                parser.skipChildren();
            }
        }
    }

    private void readAttribute(String name, JsonToken value, JsonParser parser)
            throws IOException, InvalidEventException {
        switch (name) {
            case "specversion" -> specversion = once(name, specversion, parser);
            case "source" -> source = once(name, source, parser);
            case "id" -> id = once(name, id, parser);
            case "subject" -> fields.tenant(EventFields.text("tenant", parser));
            case "time" -> {
                if (value != JsonToken.VALUE_NULL) {
                    fields.timestamp(EventFields.instant("timestamp", parser));
                }
            }
            case "data" -> {
                if (value != JsonToken.START_OBJECT || data) {
                    throw new InvalidEventException("data", "must be one JSON object");
                }
                data = true;
                readObject(parser, this::readData);
            }
            default -> parser.skipChildren();
        }
    }

    private void readData(String name, JsonToken value, JsonParser parser)
            throws IOException, InvalidEventException {
        switch (name) {
            case "feature" -> fields.feature(EventFields.text(name, parser));
            case "tokens" -> fields.tokens(EventFields.integer(name, parser));
            default -> parser.skipChildren();
        }
    }

    private static String once(String name, @Nullable String current, JsonParser parser)
            throws IOException, InvalidEventException {
        if (current != null) {
            throw new InvalidEventException(name, "must be given once");
        }
        return EventFields.text(name, parser);
    }

    private void finish() throws InvalidEventException {
        if (!"1.0".equals(specversion)) {
            throw new InvalidEventException("specversion", "must be 1.0");
        }
        if (source == null || source.isEmpty() || source.indexOf(' ') >= 0) {
            throw new InvalidEventException("source", "must be a URI reference");
        }
        if (id == null || id.isEmpty()) {
            throw new InvalidEventException("id", "is required");
        }
        if (source.length() + 1 + id.length() > EventRules.MAX_LENGTH) {
            throw new InvalidEventException(
                    "source and id",
                    "must together be at most "
                            + (EventRules.MAX_LENGTH - 1)
                            + " characters long, were "
                            + (source.length() + id.length()));
        }
        fields.id(source + ' ' + id);
    }
}
