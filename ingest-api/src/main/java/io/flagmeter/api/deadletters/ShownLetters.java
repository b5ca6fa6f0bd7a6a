package io.flagmeter.api.deadletters;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonSerializable;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.jsontype.TypeSerializer;
import io.flagmeter.model.event.StoredLetter;
import java.io.IOException;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.media.SchemaProperty;

/** Dead letters in an answer. */
@Schema(name = "DeadLetters")
record ShownLetters(
        @Schema(description = "How many there are") long count,
        @Schema(description = "How many were not kept, ever, because there was no room for them")
                long dropped,
        List<ShownLetter> items) {

    ShownLetters {
        items = List.copyOf(items);
    }

    /** What is stored is shown as it is, behind its id. */
    @Schema(
            name = "DeadLetter",
            type = SchemaType.OBJECT,
            requiredProperties = {"id", "reason"},
            properties = {
                @SchemaProperty(
                        name = "id",
                        type = SchemaType.STRING,
                        description = "The SHA-1 of the letter as it is stored"),
                @SchemaProperty(name = "reason", type = SchemaType.STRING),
                @SchemaProperty(name = "payload", type = SchemaType.STRING),
                @SchemaProperty(
                        name = "payloadBase64",
                        type = SchemaType.STRING,
                        format = "byte",
                        description = "If it is no plain text"),
                @SchemaProperty(
                        name = "at",
                        type = SchemaType.STRING,
                        format = "date-time",
                        description = "When it was put aside"),
                @SchemaProperty(
                        name = "bytes",
                        type = SchemaType.INTEGER,
                        format = "int64",
                        description =
                                "Length of the whole element; given if the payload is only its"
                                        + " beginning"),
                @SchemaProperty(
                        name = "sha1",
                        type = SchemaType.STRING,
                        description = "Of the whole element")
            })
    record ShownLetter(@Schema(hidden = true) StoredLetter letter) implements JsonSerializable {

        @Override
        public void serialize(JsonGenerator json, SerializerProvider serializers)
                throws IOException {
            String stored = letter.json();
            if (stored != null) {
                json.writeRawValue("{\"id\":\"" + letter.id() + "\"," + stored.substring(1));
                return;
            }
            json.writeStartObject();
            json.writeStringField("id", letter.id());
            json.writeStringField("reason", letter.reason());
            json.writeStringField("payload", new String(letter.payload(), UTF_8));
            json.writeEndObject();
        }

        @Override
        public void serializeWithType(
                JsonGenerator json, SerializerProvider serializers, TypeSerializer type)
                throws IOException {
            serialize(json, serializers);
        }
    }
}
