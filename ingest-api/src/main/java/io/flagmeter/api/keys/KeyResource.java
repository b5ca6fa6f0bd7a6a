package io.flagmeter.api.keys;

import io.flagmeter.api.tenants.NameParameter;
import io.flagmeter.server.access.AdminOnly;
import io.flagmeter.server.access.IdParameter;
import io.flagmeter.server.body.JsonFields;
import io.flagmeter.server.paging.Limit;
import io.flagmeter.server.paging.Page;
import io.flagmeter.server.precondition.IfMatch;
import io.flagmeter.server.problem.Problem;
import io.flagmeter.server.problem.ProblemType;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.io.InputStream;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;

/** {@code /keys}: who may call the API. */
@Path("/keys")
@AdminOnly
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "admin")
@APIResponse(responseCode = "503", ref = "DatabaseUnavailable")
class KeyResource {

    static final Duration LONGEST_OVERLAP = Duration.ofDays(30);
    private static final Duration OVERLAP = Duration.ofDays(1);

    /** The form of a body, for the API's description; {@link JsonFields} reads it. */
    @Schema(
            name = "NewKey",
            requiredProperties = {"name", "scopes"},
            additionalProperties = Schema.False.class)
    record KeyBody(
            @Schema(minLength = 1, maxLength = 128, description = "What it is for") String name,
            @Schema(ref = "Scopes") List<String> scopes,
            @Schema(
                            ref = "Name",
                            description =
                                    "Whose events and usage it is for; every tenant's if missing")
                    String tenant,
            @Schema(
                            format = "date-time",
                            nullable = true,
                            description = "Ahead by at most ten years; never if missing")
                    String expiresAt) {}

    /** As above. */
    @Schema(name = "Rotation", additionalProperties = Schema.False.class)
    record RotationBody(
            @Schema(
                            minimum = "0",
                            maximum = "2592000",
                            defaultValue = "86400",
                            description = "How long the old key counts on")
                    long overlapSeconds,
            @Schema(
                            format = "date-time",
                            nullable = true,
                            description =
                                    "Of the new key; when the old one would have ended if missing")
                    String expiresAt) {}

    private final Keys keys;
    private final Clock clock;

    KeyResource(Keys keys, Clock clock) {
        this.keys = keys;
        this.clock = clock;
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @RunOnVirtualThread
    @ResponseStatus(201)
    @Operation(
            operationId = "createKey",
            summary = "Make a key",
            description = "Every process knows it within a second.")
    @RequestBody(
            required = true,
            content =
                    @Content(
                            schema = @Schema(implementation = KeyBody.class),
                            example =
                                    """
                                    {"name": "checkout backend", "scopes": ["ingest", "read"], "tenant": "acme-corp"}
                                    """))
    @APIResponse(
            responseCode = "201",
            description = "The key, whole this once",
            content = @Content(schema = @Schema(implementation = KeyView.class)))
    @APIResponse(responseCode = "409", ref = "Conflict")
    public KeyView create(InputStream body) throws IOException, SQLException {
        Instant now = clock.instant();
        NewKey wanted = NewKey.of(JsonFields.read(body, NewKey.FIELDS), now);
        return keys.create(wanted);
    }

    @GET
    @RunOnVirtualThread
    @Operation(operationId = "listKeys", summary = "All keys, oldest first")
    @APIResponse(responseCode = "200", description = "A page; next is null on the last one")
    public Page<KeyView> list(
            @QueryParam("limit") @DefaultValue(Limit.DEFAULT) @Parameter(ref = "Limit")
                    String limit,
            @QueryParam("after")
                    @Parameter(
                            description = "The id that the page before gave as next",
                            schema = @Schema(type = SchemaType.STRING, format = "uuid"))
                    Optional<String> after,
            @QueryParam("tenant")
                    @Parameter(
                            description = "Only those that are for this tenant",
                            schema = @Schema(ref = "Name"))
                    Optional<String> tenant)
            throws SQLException {
        int most = Limit.of(limit);
        UUID start = after.map(KeyResource::cursor).orElse(Keys.BEFORE_ALL);
        String name = tenant.map(text -> NameParameter.of("tenant", text)).orElse(null);
        return Page.of(keys.after(start, name, most + 1), most, key -> key.id().toString());
    }

    @GET
    @Path("{id}")
    @RunOnVirtualThread
    @Operation(operationId = "readKey", summary = "One key")
    @APIResponse(responseCode = "200", description = "The key, without its secret part")
    public KeyView read(@PathParam("id") @Parameter(ref = "Id") String id) throws SQLException {
        return keys.find(uuid(id)).orElseThrow(() -> Keys.unknown(id));
    }

    @DELETE
    @Path("{id}")
    @IfMatch
    @RunOnVirtualThread
    @Operation(
            operationId = "revokeKey",
            summary = "Revoke a key",
            description = "No process takes it after a second. It stays in the list for 30 days.")
    @APIResponse(responseCode = "204", description = "It is revoked")
    public void revoke(@PathParam("id") @Parameter(ref = "Id") String id) throws SQLException {
        var _ = keys.revoke(uuid(id)).orElseThrow(() -> Keys.unknown(id));
    }

    @POST
    @Path("{id}/rotate")
    @Consumes(MediaType.APPLICATION_JSON)
    @RunOnVirtualThread
    @ResponseStatus(201)
    @Operation(
            operationId = "rotateKey",
            summary = "Make a key that takes the place of another",
            description =
                    "It may do the same. The old one counts on for the overlap, then expires.")
    @RequestBody(
            required = true,
            content =
                    @Content(
                            schema = @Schema(implementation = RotationBody.class),
                            example = "{\"overlapSeconds\": 3600}"))
    @APIResponse(
            responseCode = "201",
            description = "The new key, whole this once",
            content = @Content(schema = @Schema(implementation = KeyView.class)))
    @APIResponse(responseCode = "409", ref = "Conflict")
    public KeyView rotate(@PathParam("id") @Parameter(ref = "Id") String id, InputStream body)
            throws IOException, SQLException {
        JsonFields fields = JsonFields.read(body, List.of("overlapSeconds", "expiresAt"));
        Duration overlap =
                fields.integer("overlapSeconds", 0, LONGEST_OVERLAP.toSeconds())
                        .map(Duration::ofSeconds)
                        .orElse(OVERLAP);
        Optional<Instant> expiry = NewKey.expiry(fields, clock.instant());
        return keys.rotate(uuid(id), overlap, expiry.orElse(null));
    }

    private static UUID uuid(String id) {
        return IdParameter.read(id).orElseThrow(() -> Keys.unknown(id));
    }

    private static UUID cursor(String id) {
        return IdParameter.read(id)
                .orElseThrow(
                        () ->
                                new Problem(
                                                ProblemType.INVALID_PARAMETER,
                                                "after must be the id of a key",
                                                "after",
                                                null)
                                        .toException());
    }
}
