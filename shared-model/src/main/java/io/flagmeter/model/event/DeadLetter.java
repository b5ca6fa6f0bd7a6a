package io.flagmeter.model.event;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonGenerator;
import io.flagmeter.model.queue.Stump;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * A payload that could not be decoded or applied, kept with its reason until someone looks. {@link
 * StoredLetter} reads what this class writes.
 *
 * @param payload the bytes as they were on the queue, so that they can be put back unchanged
 * @param stump of what was too long, whose beginning the payload is; null if the payload is whole
 */
@SuppressWarnings("ArrayRecordComponent") // compared by content below
public record DeadLetter(String reason, byte[] payload, @Nullable Stump stump) {

    static final String REASON = "reason";
    static final String PAYLOAD = "payload";
    static final String PAYLOAD_BASE64 = "payloadBase64";
    static final String AT = "at";
    static final String BYTES = "bytes";
    static final String SHA1 = "sha1";

    public DeadLetter(String reason, byte[] payload) {
        this(reason, payload, null);
    }

    /** An element of the queue that was too long to be read. */
    public static DeadLetter of(Stump stump) {
        return new DeadLetter(
                "is too long: %d bytes, the first %d are kept"
                        .formatted(stump.length(), stump.beginning().length),
                stump.beginning(),
                stump);
    }

    /**
     * The form on the dead-letter list: {@code {"reason":…,"payload":…,"at":…}}, or {@code
     * payloadBase64} where the payload is no plain text; {@code bytes} and {@code sha1} tell of the
     * whole where the payload is its beginning.
     *
     * @param at when it was put aside
     */
    public byte[] encode(Instant at) {
        var out = new ByteArrayOutputStream();
        try (JsonGenerator json = JsonFormat.FACTORY.createGenerator(out)) {
            json.writeStartObject();
            json.writeStringField(REASON, reason);
            String text = textOf(payload);
            if (text == null) {
                json.writeStringField(PAYLOAD_BASE64, Base64.getEncoder().encodeToString(payload));
            } else {
                json.writeStringField(PAYLOAD, text);
            }
            json.writeStringField(AT, at.toString());
            if (stump != null) {
                json.writeNumberField(BYTES, stump.length());
                json.writeStringField(SHA1, stump.sha1());
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory cannot fail", e);
        }
        return out.toByteArray();
    }

    /** Null too for text of control characters, each of which JSON would make six of. */
    private static @Nullable String textOf(byte[] payload) {
        for (byte b : payload) {
            if (b >= 0 && b < ' ' && !Character.isWhitespace(b)) {
                return null;
            }
        }
        try {
            return UTF_8.newDecoder().decode(ByteBuffer.wrap(payload)).toString();
        } catch (CharacterCodingException notText) {
            return null;
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof DeadLetter that
                && reason.equals(that.reason)
                && Arrays.equals(payload, that.payload);
    }

    @Override
    public int hashCode() {
        return 31 * reason.hashCode() + Arrays.hashCode(payload);
    }
}
