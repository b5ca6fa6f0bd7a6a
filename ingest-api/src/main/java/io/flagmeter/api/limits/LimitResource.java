package io.flagmeter.api.limits;

import io.flagmeter.server.access.AdminOnly;
import io.flagmeter.server.body.JsonFields;
import io.flagmeter.server.paging.Limit;
import io.flagmeter.server.paging.Page;
import io.flagmeter.server.problem.Problem;
import io.flagmeter.server.problem.ProblemException;
import io.flagmeter.server.problem.ProblemType;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.io.InputStream;
import java.sql.SQLException;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** {@code /rate-limits}: how often keys and tenants may ask. */
@Path("/rate-limits")
@AdminOnly
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "admin")
@APIResponse(responseCode = "503", ref = "DatabaseUnavailable")
class LimitResource {

    /** The form of a body, for the API's description; {@link JsonFields} reads it. */
    @Schema(name = "NewRateLimit", additionalProperties = Schema.False.class)
    record LimitBody(
            @Schema(
                            minimum = "1",
                            maximum = "10000000000",
                            nullable = true,
                            description = "Any number if missing")
                    Long requestsPerMinute,
            @Schema(
                            minimum = "1",
                            maximum = "10000000000",
                            nullable = true,
                            description = "Any number if missing")
                    Long tokensPerMinute,
            @Schema(
                            minimum = "1",
                            maximum = "3600",
                            defaultValue = "60",
                            description =
                                    "A bucket holds what comes in that time; not for a window")
                    int burstSeconds,
            @Schema(ref = "LimitAlgorithm") String algorithm) {}

    private final Limits limits;

    LimitResource(Limits limits) {
        this.limits = limits;
    }

    @GET
    @RunOnVirtualThread
    @Operation(operationId = "listRateLimits", summary = "All rate limits, by subject")
    @APIResponse(responseCode = "200", description = "A page; next is null on the last one")
    public Page<LimitView> list(
            @QueryParam("limit") @DefaultValue(Limit.DEFAULT) @Parameter(ref = "Limit")
                    String limit,
            @QueryParam("after")
                    @Parameter(
                            description = "The subject that the page before gave as next",
                            schema = @Schema(ref = "LimitSubject"))
                    Optional<String> after)
            throws SQLException {
        int most = Limit.of(limit);
        String start = after.map(LimitResource::cursor).orElse("");
        return Page.of(limits.after(start, most + 1), most, LimitView::subject);
    }

    @PUT
    @Path("{subject:.+}")
    @Consumes(MediaType.APPLICATION_JSON)
    @RunOnVirtualThread
    @Operation(
            operationId = "putRateLimit",
            summary = "Limit a key, a tenant, or each tenant that has no limit of its own",
            description =
                    "Every process knows it within a second. What was used already stays used.")
    @RequestBody(
            required = true,
            content =
                    @Content(
                            schema = @Schema(implementation = LimitBody.class),
                            example =
                                    """
                                    {"requestsPerMinute": 600, "tokensPerMinute": 2000000, "burstSeconds": 10}
                                    """))
    @APIResponse(
            responseCode = "200",
            description = "The limit",
            content = @Content(schema = @Schema(implementation = LimitView.class)))
    @APIResponse(responseCode = "409", ref = "Conflict")
    public LimitView put(
            @PathParam("subject") @Parameter(ref = "LimitSubject") String text, InputStream body)
            throws IOException, SQLException {
        NewLimit wanted = NewLimit.of(JsonFields.read(body, NewLimit.FIELDS));
        Subject subject = subject(text);
        if (!limits.isThere(subject)) {
            throw Problem.of(ProblemType.UNKNOWN_KEY, "there is no key of this id: " + text)
                    .toException();
        }
        return limits.put(subject, wanted)
                .orElseThrow(
                        () ->
                                Problem.limit(
                                                ProblemType.CONFLICT,
                                                "there are as many rate limits as there may be",
                                                Limits.MOST)
                                        .toException());
    }

    @DELETE
    @Path("{subject:.+}")
    @RunOnVirtualThread
    @Operation(
            operationId = "deleteRateLimit",
            summary = "End a rate limit",
            description = "No process asks for it after a second.")
    @APIResponse(responseCode = "204", description = "It is no more")
    public void delete(@PathParam("subject") @Parameter(ref = "LimitSubject") String text)
            throws SQLException {
        var _ = limits.delete(subject(text)).orElseThrow(() -> unknown(text));
    }

    private static Subject subject(String text) {
        return Subject.of(text).orElseThrow(() -> unknown(text));
    }

    private static String cursor(String text) {
        return Subject.of(text)
                .map(Subject::text)
                .orElseThrow(
                        () ->
                                new Problem(
                                                ProblemType.INVALID_PARAMETER,
                                                "after must be the subject of a rate limit",
                                                "after",
                                                null)
                                        .toException());
    }

    private static ProblemException unknown(String text) {
        return Problem.of(
                        ProblemType.UNKNOWN_RATE_LIMIT,
                        "limits are those of default, key:ID and tenant:NAME; there is none of "
                                + text)
                .toException();
    }
}
