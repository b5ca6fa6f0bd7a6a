package io.flagmeter.api.books;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.flagmeter.model.event.EventCodec;
import java.io.IOException;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads what {@link io.flagmeter.model.event.DeadLetter#encode} wrote. */
final class StoredLetter {

    private StoredLetter() {}

    /** The event's bytes as they were on the queue; empty if this is not a dead letter. */
    static Optional<byte[]> payload(byte[] letter) {
        byte[] payload = null;
        try (JsonParser parser = EventCodec.JSON.createParser(letter)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return Optional.empty();
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                parser.nextToken();
                payload = payload(name, parser, payload);
            }
            return parser.nextToken() == null ? Optional.ofNullable(payload) : Optional.empty();
        } catch (IOException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static byte @Nullable [] payload(
            String name, JsonParser parser, byte @Nullable [] before) throws IOException {
        return switch (name) {
            case "payload" -> parser.getText().getBytes(UTF_8);
            case "payloadBase64" -> Base64.getDecoder().decode(parser.getText());
            default -> {
                parser.skipChildren();
                yield before;
            }
        };
    }
}
