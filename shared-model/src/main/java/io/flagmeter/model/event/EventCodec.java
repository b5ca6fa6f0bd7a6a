package io.flagmeter.model.event;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * The queue's payload: one JSON object per event, UTF-8.
 *
 * <pre>{"id":"…","tenant":"acme-corp","feature":"gpt-4-turbo","tokens":1500,
 *  "timestamp":"2026-11-25T14:32:07.123Z","received":"2026-11-25T14:32:07.130Z"}</pre>
 *
 * <p>All are required but {@code received}, which is left out where it equals {@code timestamp}.
 * What the tokens consist of follows if it is known, without the parts that are 0:
 *
 * <pre>"tokenParts":{"input":200,"cachedInput":1000,"cacheWrite":50,"output":150,"reasoning":100}
 * </pre>
 *
 * <p>Other fields are ignored, and were by the releases before they were thought of. Any producer
 * may LPUSH this form; what the API has acknowledged begins with the {@link #MARK}, which is white
 * space to a reader of JSON and no more.
 */
public final class EventCodec {

    /** A tab: by it Valkey's scripts tell our events from those of other producers. */
    public static final char MARK = '\t';

    private EventCodec() {}

    /** The payload of an event. */
    public static byte[] encode(UsageEvent event) {
        // Taken apart whole, so that a further part does not compile before it is written here.
        if (!(event
                instanceof
                UsageEvent(
                        var id,
                        var tenant,
                        var feature,
                        var tokens,
                        var timestamp,
                        var received,
                        var parts))) {
            throw new NullPointerException("event");
        }
        var json = new StringBuilder(256).append(MARK).append("{\"id\":\"");
        JsonStringEncoder.getInstance().quoteAsString(id, json);
        // Tenant and feature consist of characters that JSON needs no escape for.
        json.append("\",\"tenant\":\"").append(tenant);
        json.append("\",\"feature\":\"").append(feature);
        json.append("\",\"tokens\":").append(tokens);
        json.append(",\"timestamp\":\"").append(timestamp);
        if (!received.equals(timestamp)) {
            json.append("\",\"received\":\"").append(received);
        }
        json.append('"');
        if (parts != null) {
            QueuedParts.append(parts, json);
        }
        return json.append('}').toString().getBytes(UTF_8);
    }

    /**
     * The event of a payload.
     *
     * @throws InvalidEventException with the reason, if it is not one; field {@code payload} if it
     *     is not even a JSON object
     */
    public static UsageEvent decode(byte[] payload) throws InvalidEventException {
        try (JsonParser parser = JsonFormat.FACTORY.createParser(payload)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new InvalidEventException("payload", "must be a JSON object");
            }
            EventFields fields = EventFields.readQueued(parser);
            if (parser.nextToken() != null) {
                throw new InvalidEventException("payload", "must be one JSON object");
            }
            return fields.toQueuedEvent();
        } catch (JsonProcessingException e) {
            throw new InvalidEventException(
                    "payload", "is malformed JSON: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory cannot fail", e);
        }
    }
}
