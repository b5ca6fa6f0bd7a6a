package io.flagmeter.model.event;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * A payload that could not be decoded or applied, kept with its reason until someone looks.
 *
 * @param payload the bytes as they were on the queue, so that they can be put back unchanged
 */
@SuppressWarnings("ArrayRecordComponent") // compared by content below
public record DeadLetter(String reason, byte[] payload) {

    /**
     * The form on the dead-letter list: {@code {"reason":…,"payload":…}}, or {@code payloadBase64}
     * where the payload is not UTF-8.
     */
    public byte[] encode() {
        var out = new ByteArrayOutputStream();
        try (JsonGenerator json = EventCodec.JSON.createGenerator(out)) {
            json.writeStartObject();
            json.writeStringField("reason", reason);
            String text = textOf(payload);
            if (text == null) {
                json.writeStringField("payloadBase64", Base64.getEncoder().encodeToString(payload));
            } else {
                json.writeStringField("payload", text);
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory cannot fail", e);
        }
        return out.toByteArray();
    }

    private static @Nullable String textOf(byte[] payload) {
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
