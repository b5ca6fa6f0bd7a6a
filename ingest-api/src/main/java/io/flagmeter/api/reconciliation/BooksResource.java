package io.flagmeter.api.reconciliation;

import io.flagmeter.server.access.AdminOnly;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.sql.SQLException;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** {@code GET /reconciliation}: whether anything was lost or counted twice, for the operator. */
@Path("/reconciliation")
@AdminOnly
@Tag(name = "books")
@APIResponse(responseCode = "503", ref = "Unavailable")
class BooksResource {

    private final Reconcile reconcile;

    BooksResource(Reconcile reconcile) {
        this.reconcile = reconcile;
    }

    @GET
    @Produces(MediaType.APPLICATION_JSON)
    @RunOnVirtualThread
    @Operation(
            operationId = "readBooks",
            summary = "Where every accepted event is",
            description =
                    "One computation is under way at a time; whoever asks meanwhile shares the next.")
    @APIResponse(
            responseCode = "200",
            description = "The books as of one moment",
            content =
                    @Content(
                            schema = @Schema(implementation = Books.class),
                            example =
                                    """
                                    {
                                      "accepted": 8819,
                                      "applied": 8700,
                                      "duplicate": 19,
                                      "deadLettered": 0,
                                      "queued": 100,
                                      "inFlight": 0,
                                      "lost": 0,
                                      "difference": 0,
                                      "voided": 0,
                                      "foreign": 0,
                                      "forgotten": 0,
                                      "gone": 0
                                    }
                                    """))
    public Books books() throws SQLException {
        return reconcile.now();
    }
}
