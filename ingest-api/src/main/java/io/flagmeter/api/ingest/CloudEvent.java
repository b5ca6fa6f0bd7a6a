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

    /** In binary mode: the attributes are headers, and the data is the object to be read. */
    static EventFields read(CloudEventHeaders headers, JsonParser parser) throws IOException {
        var event = new CloudEvent();
        try {
            event.take(headers);
        } catch (InvalidEventException e) {
            event.fields.reject(e);
        }
        event.readObject(parser, event::readData);
        try {
            event.finish();
        } catch (InvalidEventException e) {
            event.fields.reject(e);
        }
        return event.fields;
    }

    private void take(CloudEventHeaders headers) throws InvalidEventException {
        specversion = headers.value("specversion");
        source = headers.value("source");
        id = headers.value("id");
        String subject = headers.value("subject");
        if (subject != null) {
            fields.tenant(subject);
        }
        String time = headers.value("time");
        if (time != null) {
            fields.timestamp(EventFields.instant("timestamp", time));
        }
    }

    static InvalidEventException named(InvalidEventException e) {
        String attribute = attribute(e);
        return isOfData(e) ? renamed(e, "data." + attribute) : renamed(e, attribute);
    }

    /** In binary mode. */
    static InvalidEventException namedByHeader(InvalidEventException e) {
        return isOfData(e) ? e : renamed(e, CloudEventHeaders.PREFIX + attribute(e));
    }

    private static String attribute(InvalidEventException e) {
        return switch (e.field()) {
            case "tenant" -> "subject";
            case "timestamp" -> "time";
            default -> e.field();
        };
    }

    private static boolean isOfData(InvalidEventException e) {
        return switch (e.field()) {
            case "feature", "tokens" -> true;
            default -> EventFields.isUsage(e.field());
        };
    }

    private static InvalidEventException renamed(InvalidEventException e, String name) {
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
            default -> fields.readUsage(name, parser);
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
