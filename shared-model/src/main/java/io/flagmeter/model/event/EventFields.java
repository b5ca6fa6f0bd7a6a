package io.flagmeter.model.event;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The fields of one event while they are read.
 *
 * <p>A bad value does not stop the reading: the first fault is kept and thrown by {@link #toEvent},
 * so that the parser always ends behind the object and a batch's next item is found.
 */
public final class EventFields {

    private @Nullable String id;
    private @Nullable String tenant;
    private @Nullable String feature;
    private @Nullable Long tokens;
    private @Nullable Instant timestamp;
    private @Nullable Instant received;
    private @Nullable VendorUsage usage;
    private @Nullable TokenParts parts;
    private @Nullable InvalidEventException fault;

    /**
     * Reads an object whose fields are those of the event as clients send it; others are ignored.
     *
     * @param parser stands on the object's start, and on its end afterwards
     * @throws IOException if the JSON itself is malformed
     */
    public static EventFields read(JsonParser parser) throws IOException {
        var fields = new EventFields();
        fields.readObject(parser, false);
        return fields;
    }

    /** As above, of the queue's payload, in which a vendor's usage is one of the ignored. */
    static EventFields readQueued(JsonParser parser) throws IOException {
        var fields = new EventFields();
        fields.readObject(parser, true);
        return fields;
    }

    private void readObject(JsonParser parser, boolean queued) throws IOException {
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            try {
                readField(name, value, parser, queued);
            } catch (InvalidEventException e) {
                reject(e);
                parser.skipChildren();
            }
        }
    }

    private void readField(String name, JsonToken value, JsonParser parser, boolean queued)
            throws IOException, InvalidEventException {
        switch (name) {
            case "id" -> id(value == JsonToken.VALUE_NULL ? null : text(name, parser));
            case "tenant" -> tenant(text(name, parser));
            case "feature" -> feature(text(name, parser));
            case "tokens" -> tokens(integer(name, parser));
            case "timestamp" ->
                    timestamp(value == JsonToken.VALUE_NULL ? null : instant(name, parser));
            default -> {
                if (queued) {
                    readQueuedField(name, parser);
                } else {
                    readUsage(name, parser);
                }
            }
        }
    }

    private void readQueuedField(String name, JsonParser parser)
            throws IOException, InvalidEventException {
        switch (name) {
            case "received" -> received = instant(name, parser);
            case QueuedParts.FIELD -> {
                once(name, parts);
                parts = QueuedParts.read(parser);
            }
            default -> parser.skipChildren();
        }
    }

    /** Whether a field at fault is of a vendor's account of the tokens. */
    public static boolean isUsage(String field) {
        return field.equals(VendorUsage.OBJECT)
                || field.startsWith(VendorUsage.PREFIX)
                || field.startsWith(VendorUsage.ATTRIBUTES);
    }

    /** Reads a field that may be a vendor's account of the tokens; any other is passed over. */
    public void readUsage(String name, JsonParser parser) throws IOException {
        boolean isObject = name.equals(VendorUsage.OBJECT);
        if (!isObject && !name.startsWith(VendorUsage.ATTRIBUTES)) {
            parser.skipChildren();
            return;
        }
        if (usage == null) {
            usage = new VendorUsage();
        }
        if (isObject) {
            usage.readObject(parser);
        } else if (!usage.readAttribute(name, parser)) {
            parser.skipChildren();
        }
    }

    public void id(@Nullable String value) throws InvalidEventException {
        once("id", id);
        id = value;
    }

    public void tenant(String value) throws InvalidEventException {
        once("tenant", tenant);
        tenant = value;
    }

    public void feature(String value) throws InvalidEventException {
        once("feature", feature);
        feature = value;
    }

    public void tokens(long value) throws InvalidEventException {
        once("tokens", tokens);
        tokens = value;
    }

    public void timestamp(@Nullable Instant value) throws InvalidEventException {
        once("timestamp", timestamp);
        timestamp = value;
    }

    /** Keeps the first fault of this event. */
    public void reject(InvalidEventException e) {
        if (fault == null) {
            fault = e;
        }
    }

    /** The id as sent, for naming the item in an answer; null if there was none. */
    public @Nullable String id() {
        return id;
    }

    /**
     * The event a client sent: without an id it is given one, without a time the time of receipt.
     *
     * @throws InvalidEventException for the first rule that it breaks
     */
    public UsageEvent toEvent(Instant now) throws InvalidEventException {
        if (usage != null && fault == null) {
            take(usage);
        }
        return build(
                id == null ? EventIds.next(now) : id, timestamp == null ? now : timestamp, now);
    }

    /**
     * The event as a producer put it on the queue: id and timestamp are required, because without
     * them a second delivery would be another event.
     *
     * @throws InvalidEventException for the first rule that it breaks
     */
    UsageEvent toQueuedEvent() throws InvalidEventException {
        if (fault != null) {
            throw fault;
        }
        if (parts != null && tokens != null && parts.sum() != tokens) {
            throw new InvalidEventException(
                    QueuedParts.FIELD, "must add up to tokens, " + tokens + ", was " + parts.sum());
        }
        Instant time = required("timestamp", timestamp);
        return build(required("id", id), time, received == null ? time : received);
    }

    /** What the vendor says is what counts; the sender may have said it too, but nothing else. */
    private void take(VendorUsage account) throws InvalidEventException {
        parts = account.parts();
        if (parts == null) {
            return;
        }
        long sum = parts.sum();
        if (tokens != null && tokens != sum) {
            throw new InvalidEventException(
                    "tokens", "must be what usage adds up to, %d, was %d".formatted(sum, tokens));
        }
        tokens = sum;
    }

    private UsageEvent build(String id, Instant timestamp, Instant received)
            throws InvalidEventException {
        if (fault != null) {
            throw fault;
        }
        return UsageEvent.of(
                id,
                required("tenant", tenant),
                required("feature", feature),
                required("tokens", tokens),
                timestamp,
                received,
                parts);
    }

    /** The string that the parser stands on. */
    public static String text(String field, JsonParser parser)
            throws IOException, InvalidEventException {
        if (parser.currentToken() != JsonToken.VALUE_STRING) {
            throw new InvalidEventException(field, "must be a string");
        }
        return parser.getText();
    }

    /** The integer that the parser stands on; a fraction or exponent is refused, never rounded. */
    public static long integer(String field, JsonParser parser)
            throws IOException, InvalidEventException {
        if (parser.currentToken() != JsonToken.VALUE_NUMBER_INT
                || parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
            throw new InvalidEventException(field, EventRules.TOKENS_RULE);
        }
        return parser.getLongValue();
    }

    /** The RFC 3339 time that the parser stands on. */
    public static Instant instant(String field, JsonParser parser)
            throws IOException, InvalidEventException {
        return instant(field, text(field, parser));
    }

    /** The time of a text. */
    public static Instant instant(String field, String text) throws InvalidEventException {
        try {
            return Rfc3339.parse(text);
        } catch (DateTimeException e) {
            throw new InvalidEventException(
                    field, "must be an RFC 3339 time such as 2026-11-25T14:32:00Z");
        }
    }

    private static void once(String field, @Nullable Object current) throws InvalidEventException {
        if (current != null) {
            throw new InvalidEventException(field, "must be given once");
        }
    }

    private static <T> T required(String field, @Nullable T value) throws InvalidEventException {
        if (value == null) {
            throw new InvalidEventException(field, "is required");
        }
        return value;
    }
}
