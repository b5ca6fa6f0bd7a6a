package io.flagmeter.api.books;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonGenerator;
import io.flagmeter.api.admin.AdminOnly;
import io.flagmeter.api.admin.Limit;
import io.flagmeter.model.event.EventCodec;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** {@code /dead-letters}: payloads are customers' data, so only the operator may ask. */
@Path("/dead-letters")
@AdminOnly
@Produces(MediaType.APPLICATION_JSON)
class DeadLetterResource {

    private final DeadLetters letters;

    DeadLetterResource(DeadLetters letters) {
        this.letters = letters;
    }

    @GET
    @RunOnVirtualThread
    public byte[] newest(@QueryParam("limit") @DefaultValue(Limit.DEFAULT) String limit) {
        return json(letters.count(), letters.newest(Limit.of(limit)));
    }

    record Replayed(long replayed) {}

    @POST
    @Path("/replay")
    @RunOnVirtualThread
    public Replayed replay() {
        return new Replayed(letters.replay());
    }

    private static byte[] json(long count, List<byte[]> letters) {
        var out = new ByteArrayOutputStream();
        try (JsonGenerator json = EventCodec.JSON.createGenerator(out)) {
            json.writeStartObject();
            json.writeNumberField("count", count);
            json.writeArrayFieldStart("items");
            for (byte[] letter : letters) {
                if (StoredLetter.payload(letter).isPresent()) {
                    json.writeRawValue(new String(letter, UTF_8));
                } else {
                    json.writeString(new String(letter, UTF_8));
                }
            }
            json.writeEndArray();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory cannot fail", e);
        }
        return out.toByteArray();
    }
}
