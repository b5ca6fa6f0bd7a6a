package io.flagmeter.api.deadletters;

import io.flagmeter.api.audit.Audit;
import io.flagmeter.api.audit.Change;
import io.flagmeter.server.access.AdminOnly;
import io.flagmeter.server.paging.Limit;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.sql.SQLException;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** {@code /dead-letters}: payloads are customers' data, so only the operator may ask. */
@Path("/dead-letters")
@AdminOnly
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "books")
@APIResponse(responseCode = "503", ref = "QueueUnavailable")
class DeadLetterResource {

    private static final String EXAMPLE =
            """
            {
              "count": 1,
              "dropped": 0,
              "items": [
                {
                  "id": "3c1bb0cd5d67dddc02fae50bf56d3a3a4cbc7204",
                  "reason": "payload must be a JSON object",
                  "payload": "not json",
                  "at": "2026-11-25T14:32:07.123456Z"
                }
              ]
            }
            """;

    private final DeadLetters letters;
    private final Audit audit;

    DeadLetterResource(DeadLetters letters, Audit audit) {
        this.letters = letters;
        this.audit = audit;
    }

    @GET
    @RunOnVirtualThread
    @Operation(
            operationId = "listDeadLetters",
            summary =
                    "What could not be counted, newest first, of each partition of the queue its"
                            + " share")
    @APIResponse(
            responseCode = "200",
            description =
                    """
                    The newest of them as they are stored, each with its id; fewer than asked for where they are
                    longer than a megabyte together
                    """,
            content =
                    @Content(
                            schema = @Schema(implementation = ShownLetters.class),
                            example = EXAMPLE))
    public ShownLetters newest(
            @QueryParam("limit") @DefaultValue(Limit.DEFAULT) @Parameter(ref = "Limit")
                    String limit) {
        return new ShownLetters(
                letters.count(),
                letters.dropped(),
                letters.newest(Limit.of(limit)).stream()
                        .map(ShownLetters.ShownLetter::new)
                        .toList());
    }

    @Schema(name = "ReplayedLetters")
    record Replayed(long replayed) {}

    @POST
    @Path("/replay")
    @RunOnVirtualThread
    @Operation(
            operationId = "replayDeadLetters",
            summary = "Put all dead letters back on the queue",
            description =
                    """
                    Each step is atomic, so none is lost or put back twice. What the worker refuses again
                    becomes a dead letter again.
                    """)
    @APIResponse(
            responseCode = "200",
            description = "How many were put back",
            content =
                    @Content(
                            schema = @Schema(implementation = Replayed.class),
                            example = "{\"replayed\": 1}"))
    @APIResponse(responseCode = "503", ref = "Unavailable")
    public Replayed replay() throws SQLException {
        return audit.intend(
                new Change("dead-letters.replay", "dead-letters", null, null, null, null),
                () -> new Replayed(letters.replay()));
    }
}
