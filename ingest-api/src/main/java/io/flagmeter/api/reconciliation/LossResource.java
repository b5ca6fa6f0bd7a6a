package io.flagmeter.api.reconciliation;

import io.flagmeter.server.access.AdminOnly;
import io.flagmeter.server.body.JsonFields;
import io.flagmeter.server.problem.Problem;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.io.InputStream;
import java.sql.SQLException;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** {@code POST /reconciliation/losses}: what is gone, and why. */
@Path("/reconciliation/losses")
@AdminOnly
@Tag(name = "books")
@APIResponse(responseCode = "503", ref = "Unavailable")
class LossResource {

    private static final long MOST = 1_000_000_000_000_000L;
    private static final int LONGEST_REASON = 500;

    /** The form of the body, for the API's description; {@link JsonFields} reads it. */
    @Schema(
            requiredProperties = {"events", "reason"},
            additionalProperties = Schema.False.class)
    record Loss(
            @Schema(
                            minimum = "" + -MOST,
                            maximum = "" + MOST,
                            description =
                                    "The difference that the books show; negative if more was"
                                            + " counted than accepted")
                    long events,
            @Schema(minLength = 1, maxLength = LONGEST_REASON) String reason) {}

    private final WriteOff writeOff;

    LossResource(WriteOff writeOff) {
        this.writeOff = writeOff;
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    @RunOnVirtualThread
    @Operation(
            operationId = "writeOff",
            summary = "Write off a loss, so that the books balance again",
            description =
                    """
                    Nothing is written unless the difference of the books is exactly the one given, so of two who write
                    at a time one is refused.
                    """)
    @RequestBody(
            required = true,
            content =
                    @Content(
                            schema = @Schema(implementation = Loss.class),
                            example =
                                    """
                                    {"events": 5, "reason": "the disk of Valkey died on 25 November"}
                                    """))
    @APIResponse(responseCode = "200", description = "The books after it")
    @APIResponse(
            responseCode = "409",
            description =
                    "The difference is another one, or batches are committed too fast to tell it",
            content =
                    @Content(
                            mediaType = Problem.MEDIA_TYPE,
                            schema = @Schema(ref = "Problem"),
                            example =
                                    """
                                    {
                                      "type": "urn:flagmeter:problem:conflict",
                                      "title": "Conflict",
                                      "status": 409,
                                      "detail": "the difference of the books is 0 and not 5: nothing was written off",
                                      "instance": "/reconciliation/losses"
                                    }
                                    """))
    public Books write(InputStream body) throws IOException, SQLException {
        var fields = JsonFields.read(body, List.of("events", "reason"));
        long events =
                fields.integer("events", -MOST, MOST)
                        .filter(number -> number != 0)
                        .orElseThrow(
                                () -> JsonFields.invalid("events", "is required, and never 0"));
        String reason = fields.text("reason").orElse("").strip();
        if (reason.isEmpty() || reason.length() > LONGEST_REASON || reason.indexOf(0) >= 0) {
            throw JsonFields.invalid(
                    "reason", "is required, at most " + LONGEST_REASON + " characters long");
        }
        return writeOff.write(events, reason);
    }
}
