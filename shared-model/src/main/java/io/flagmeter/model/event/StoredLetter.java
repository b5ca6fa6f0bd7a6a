package io.flagmeter.model.event;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.flagmeter.model.queue.BoundedRead;
import io.flagmeter.model.queue.Stump;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An element of the dead-letter list: nearly always what {@link DeadLetter#encode} of this release
 * or an older one wrote, but other producers may push to the list too.
 *
 * @param id what the operator names it by: the SHA-1 of its bytes, so equal letters share it
 * @param json as it is stored; null if it is no dead letter, or too long to be read
 * @param reason why it was put aside
 * @param at when that was; null if it does not say
 * @param payload the event's bytes as they were on the queue; of what is no dead letter, its own
 * @param whole whether the payload is all of it, and may be put back
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record StoredLetter(
        String id,
        @Nullable String json,
        String reason,
        @Nullable Instant at,
        byte[] payload,
        boolean whole) {

    /** The most bytes of one: the longest payload in base64 or escaped, and its reason. */
    public static final int LONGEST = 3 * BoundedRead.LONGEST;

    /** A letter has none: it is shown with its own, which another one behind it would hide. */
    private static final String ID = "id";

    public static StoredLetter of(byte[] element) {
        Optional<Stump> stump = Stump.of(element);
        if (stump.isPresent()) {
            return stranger(stump.get().sha1(), "is too long to be read", stump.get().beginning());
        }
        String id = Stump.sha1Of(element);
        try {
            // Jackson would guess the encoding of bytes, and what is shown is this text.
            String json = UTF_8.newDecoder().decode(ByteBuffer.wrap(element)).toString();
            var fields = new Fields();
            if (fields.read(json)) {
                return new StoredLetter(
                        id, json.strip(), fields.reason, fields.at, fields.payload, fields.whole);
            }
        } catch (CharacterCodingException notText) {
            // as below
        }
        return stranger(id, "is no dead letter", element);
    }

    private static StoredLetter stranger(String id, String reason, byte[] bytes) {
        return new StoredLetter(id, null, reason, null, bytes, false);
    }

    /** Whose event it is; empty if that cannot be read. */
    public Optional<String> tenant() {
        try {
            return Optional.of(EventCodec.decode(payload).tenant());
        } catch (InvalidEventException e) {
            return Optional.empty();
        }
    }

    /** What is read of a letter. */
    private static final class Fields {

        private String reason = "";
        private byte @Nullable [] found;
        private byte[] payload = {};
        private @Nullable Instant at;
        private boolean whole = true;

        /** Whether it is a letter. */
        boolean read(String json) {
            try (JsonParser parser = JsonFormat.FACTORY.createParser(json)) {
                if (parser.nextToken() != JsonToken.START_OBJECT) {
                    return false;
                }
                while (parser.nextToken() == JsonToken.FIELD_NAME) {
                    String name = parser.currentName();
                    if (name.equals(ID)) {
                        return false;
                    }
                    parser.nextToken();
                    readField(name, parser);
                }
                if (parser.nextToken() != null || found == null) {
                    return false;
                }
                payload = found;
                return true;
            } catch (IOException | IllegalArgumentException | DateTimeException e) {
                return false;
            }
        }

        private void readField(String name, JsonParser parser) throws IOException {
            switch (name) {
                case DeadLetter.REASON -> reason = parser.getText();
                case DeadLetter.PAYLOAD -> found = parser.getText().getBytes(UTF_8);
                case DeadLetter.PAYLOAD_BASE64 ->
                        found = Base64.getDecoder().decode(parser.getText());
                case DeadLetter.AT -> at = Instant.parse(parser.getText());
                case DeadLetter.BYTES -> whole = false;
                default -> parser.skipChildren();
            }
        }
    }
}
