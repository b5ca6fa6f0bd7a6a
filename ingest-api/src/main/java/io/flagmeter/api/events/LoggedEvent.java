package io.flagmeter.api.events;

import com.fasterxml.jackson.core.JsonGenerator;
import io.flagmeter.model.event.TokenParts;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/**
 * An event of the raw log.
 *
 * @param parts what the tokens consist of; null if the sender did not say
 * @param voided whether a correction has taken it out of the usage
 */
record LoggedEvent(
        String id,
        String tenant,
        String feature,
        long tokens,
        Instant timestamp,
        @Nullable TokenParts parts,
        boolean voided) {

    LoggedEvent asVoided() {
        return new LoggedEvent(id, tenant, feature, tokens, timestamp, parts, true);
    }

    /** In the form in which it can be sent. */
    void write(JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("id", id);
        json.writeStringField("tenant", tenant);
        json.writeStringField("feature", feature);
        json.writeNumberField("tokens", tokens);
        json.writeStringField("timestamp", timestamp.toString());
        if (parts != null) {
            json.writeObjectFieldStart("parts");
            for (TokenParts.Part part : TokenParts.PARTS) {
                json.writeNumberField(part.name(), part.of().applyAsLong(parts));
            }
            json.writeEndObject();
        }
        if (voided) {
            json.writeBooleanField("voided", true);
        }
        json.writeEndObject();
    }

    Place place() {
        return new Place(LocalDate.ofInstant(timestamp, ZoneOffset.UTC), id);
    }
}
