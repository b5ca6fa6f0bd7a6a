package io.flagmeter.api.deadletters;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonGenerator;
import io.flagmeter.model.event.JsonFormat;
import io.flagmeter.model.event.StoredLetter;
import io.flagmeter.server.access.AdminOnly;
import io.flagmeter.server.paging.Limit;
import io.flagmeter.server.problem.Problem;
import io.flagmeter.server.problem.ProblemType;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.UriInfo;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/** {@code /dead-letters}: payloads are customers' data, so only the operator may ask. */
@Path("/dead-letters")
@AdminOnly
@Produces(MediaType.APPLICATION_JSON)
class DeadLetterResource {

    private static final Map<String, List<String>> ALL = Map.of("all", List.of("true"));

    private final DeadLetters letters;

    DeadLetterResource(DeadLetters letters) {
        this.letters = letters;
    }

    @GET
    @RunOnVirtualThread
    public byte[] newest(@QueryParam("limit") @DefaultValue(Limit.DEFAULT) String limit) {
        return json(letters.count(), letters.dropped(), letters.newest(Limit.of(limit)));
    }

    record Replayed(long replayed) {}

    @POST
    @Path("/replay")
    @RunOnVirtualThread
    public Replayed replay() {
        return new Replayed(letters.replay());
    }

    record Removed(long removed) {}

    @DELETE
    @RunOnVirtualThread
    public Removed remove(@Context UriInfo uri) {
        MultivaluedMap<String, String> query = uri.getQueryParameters();
        return new Removed(
                ALL.equals(query) ? letters.clear() : letters.remove(LetterFilter.of(query)));
    }

    @DELETE
    @Path("/{id}")
    @RunOnVirtualThread
    public Removed remove(@PathParam("id") String id) {
        long removed = letters.remove(letter -> letter.id().equals(id));
        if (removed == 0) {
            throw Problem.of(ProblemType.UNKNOWN_DEAD_LETTER, "there is no dead letter of this id")
                    .toException();
        }
        return new Removed(removed);
    }

    private static byte[] json(long count, long dropped, List<StoredLetter> letters) {
        var out = new ByteArrayOutputStream();
        try (JsonGenerator json = JsonFormat.FACTORY.createGenerator(out)) {
            json.writeStartObject();
            json.writeNumberField("count", count);
            json.writeNumberField("dropped", dropped);
            json.writeArrayFieldStart("items");
            for (StoredLetter letter : letters) {
                write(letter, json);
            }
            json.writeEndArray();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory cannot fail", e);
        }
        return out.toByteArray();
    }

    /** What is stored is shown as it is, behind its id. */
    private static void write(StoredLetter letter, JsonGenerator json) throws IOException {
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
}
