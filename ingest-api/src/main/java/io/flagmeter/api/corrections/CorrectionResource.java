package io.flagmeter.api.corrections;

import io.flagmeter.api.corrections.CorrectionMetrics.Outcome;
import io.flagmeter.api.corrections.MakeCorrections.Made;
import io.flagmeter.api.tenants.NameParameter;
import io.flagmeter.server.access.AdminOnly;
import io.flagmeter.server.access.IdParameter;
import io.flagmeter.server.body.JsonFields;
import io.flagmeter.server.paging.Limit;
import io.flagmeter.server.paging.Page;
import io.flagmeter.server.problem.Problem;
import io.flagmeter.server.problem.ProblemException;
import io.flagmeter.server.problem.ProblemType;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
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
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.headers.Header;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;

/** {@code /corrections}: usage that was counted wrongly, put right. */
@Path("/corrections")
@AdminOnly
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "admin")
@APIResponse(responseCode = "503", ref = "DatabaseUnavailable")
class CorrectionResource {

    private static final String WHY = "Why, in one line";

    /** The forms of a body, for the API's description; {@link NewCorrection} reads it. */
    @Schema(
            name = "EventVoid",
            requiredProperties = {"type", "tenant", "event", "reason"},
            additionalProperties = Schema.False.class)
    record VoidBody(
            @Schema(type = SchemaType.STRING, enumeration = "void") String type,
            @Schema(ref = "Name") String tenant,
            @Schema(ref = "EventId", description = "The id of the event, as it was answered")
                    String event,
            @Schema(
                            format = "date-time",
                            nullable = true,
                            description =
                                    "A time on its UTC day, where the id was counted on several")
                    String timestamp,
            @Schema(minLength = 1, maxLength = NewCorrection.LONGEST_REASON, description = WHY)
                    String reason) {}

    /** As above. */
    @Schema(
            name = "Adjustment",
            requiredProperties = {"type", "tenant", "feature", "tokens", "reason"},
            additionalProperties = Schema.False.class)
    record AdjustmentBody(
            @Schema(type = SchemaType.STRING, enumeration = "adjustment") String type,
            @Schema(ref = "Name") String tenant,
            @Schema(
                            minLength = 1,
                            maxLength = 128,
                            description = "Its name, or (other): those beyond the limit")
                    String feature,
            @Schema(
                            minimum = "" + -NewCorrection.MOST_TOKENS,
                            maximum = "" + NewCorrection.MOST_TOKENS,
                            description = "To add, or if negative to take away; never 0")
                    long tokens,
            @Schema(
                            format = "date-time",
                            nullable = true,
                            description =
                                    "The minute to change, not ahead. If missing, the present one,"
                                            + " or where tokens are taken the newest minutes of this"
                                            + " billing period that have some")
                    String timestamp,
            @Schema(minLength = 1, maxLength = NewCorrection.LONGEST_REASON, description = WHY)
                    String reason) {}

    private final MakeCorrections corrections;
    private final CorrectionMetrics metrics;
    private final DataSource database;
    private final Clock clock;

    CorrectionResource(
            MakeCorrections corrections,
            CorrectionMetrics metrics,
            DataSource database,
            Clock clock) {
        this.corrections = corrections;
        this.metrics = metrics;
        this.database = database;
        this.clock = clock;
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @RunOnVirtualThread
    @Operation(
            operationId = "correctUsage",
            summary = "Take an event out of the usage, or adjust the usage",
            description =
                    """
                    Rollups, totals and alerts follow in one transaction, of periods that have ended without alerts.
                    An event is voided once, and stays known: sent again it is a duplicate. Nothing falls below zero.
                    An adjustment is made as often as it is asked for, so send an Idempotency-Key with it.
                    """)
    @RequestBody(
            required = true,
            content =
                    @Content(
                            schema =
                                    @Schema(
                                            name = "NewCorrection",
                                            oneOf = {VoidBody.class, AdjustmentBody.class}),
                            examples = {
                                @ExampleObject(
                                        name = "void",
                                        value =
                                                """
                                                {"type": "void", "tenant": "acme-corp", "event": "req-7f3a", "reason": "sent by a test"}
                                                """),
                                @ExampleObject(
                                        name = "adjustment",
                                        value =
                                                """
                                                {"type": "adjustment", "tenant": "acme-corp", "feature": "gpt-4-turbo", "tokens": -20000, "reason": "goodwill, ticket 4711"}
                                                """)
                            }))
    @APIResponse(
            responseCode = "201",
            description = "The correction",
            headers =
                    @Header(
                            name = "Location",
                            description = "Its path",
                            schema = @Schema(type = SchemaType.STRING)),
            content = @Content(schema = @Schema(implementation = Correction.class)))
    @APIResponse(
            responseCode = "200",
            description = "The event was voided before, by this correction",
            content = @Content(schema = @Schema(implementation = Correction.class)))
    @APIResponse(
            responseCode = "404",
            description =
                    "There is no such tenant; or no such event was counted: it may still be in the"
                            + " queue, or be past the retention",
            content =
                    @Content(
                            mediaType = Problem.MEDIA_TYPE,
                            schema = @Schema(ref = "Problem"),
                            example =
                                    """
                                    {
                                      "type": "urn:flagmeter:problem:unknown-event",
                                      "title": "Unknown event",
                                      "status": 404,
                                      "detail": "no event of this id was counted for this tenant: it may still be in the queue or a dead letter, or be older than FLAGMETER_RETENTION_EVENTS",
                                      "instance": "/corrections",
                                      "field": "event"
                                    }
                                    """))
    @APIResponse(
            responseCode = "409",
            description =
                    "A sum would fall below zero (limit is what is there), or stands still at what 64"
                            + " bits hold; the id is that of several events; there is no place for the"
                            + " minute or the feature; or the request of this Idempotency-Key is still"
                            + " under way",
            content =
                    @Content(
                            mediaType = Problem.MEDIA_TYPE,
                            schema = @Schema(ref = "Problem"),
                            example =
                                    """
                                    {
                                      "type": "urn:flagmeter:problem:below-zero",
                                      "title": "Below zero",
                                      "status": 409,
                                      "detail": "the feature gpt-4-turbo has 1500 tokens in the period from 2026-11-01T00:00:00Z, from which 20000 cannot be taken: nothing was changed",
                                      "instance": "/corrections",
                                      "limit": 1500
                                    }
                                    """))
    public RestResponse<Correction> correct(InputStream body) throws IOException, SQLException {
        JsonFields fields = JsonFields.read(body, NewCorrection.FIELDS);
        Made made = counted(NewCorrection.of(fields, clock.instant()));
        var answer = RestResponse.ResponseBuilder.create(made.status(), made.correction());
        return made.isNew()
                ? answer.header("Location", "/corrections/" + made.correction().id()).build()
                : answer.build();
    }

    private Made counted(NewCorrection wanted) throws SQLException {
        Outcome outcome = Outcome.FAILED;
        try {
            Made made = corrections.make(wanted);
            outcome = made.isNew() ? Outcome.MADE : Outcome.REPEATED;
            return made;
        } catch (ProblemException e) {
            outcome = Outcome.REFUSED;
            throw e;
        } finally {
            metrics.count(wanted.type(), outcome);
        }
    }

    @GET
    @RunOnVirtualThread
    @Operation(operationId = "listCorrections", summary = "All corrections, newest first")
    @APIResponse(responseCode = "200", description = "A page; next is null on the last one")
    public Page<Correction> list(
            @QueryParam("limit") @DefaultValue(Limit.DEFAULT) @Parameter(ref = "Limit")
                    String limit,
            @QueryParam("after")
                    @Parameter(
                            description = "The id that the page before gave as next",
                            schema = @Schema(type = SchemaType.STRING, format = "uuid"))
                    Optional<String> after,
            @QueryParam("tenant")
                    @Parameter(
                            description = "Only those of this tenant",
                            schema = @Schema(ref = "Name"))
                    Optional<String> tenant)
            throws SQLException {
        int most = Limit.of(limit);
        UUID before = after.map(CorrectionResource::cursor).orElse(Corrections.BEHIND_ALL);
        String name = tenant.map(text -> NameParameter.of("tenant", text)).orElse(null);
        try (Connection connection = database.getConnection()) {
            return Page.of(
                    new Corrections(connection).list(name, before, most + 1),
                    most,
                    correction -> correction.id().toString());
        }
    }

    @GET
    @Path("{id}")
    @RunOnVirtualThread
    @Operation(operationId = "readCorrection", summary = "One correction, minute by minute")
    @APIResponse(responseCode = "200", description = "The correction and its lines")
    public Correction.Whole read(@PathParam("id") @Parameter(ref = "Id") String id)
            throws SQLException {
        UUID asked = IdParameter.read(id).orElseThrow(() -> unknown(id));
        try (Connection connection = database.getConnection()) {
            var ledger = new Corrections(connection);
            Correction correction = ledger.find(asked).orElseThrow(() -> unknown(id));
            return new Correction.Whole(correction, ledger.lines(correction));
        }
    }

    private static ProblemException unknown(String id) {
        return Problem.of(
                        ProblemType.UNKNOWN_CORRECTION, "there is no correction of this id: " + id)
                .toException();
    }

    private static UUID cursor(String id) {
        return IdParameter.read(id)
                .orElseThrow(
                        () ->
                                new Problem(
                                                ProblemType.INVALID_PARAMETER,
                                                "after must be the id of a correction",
                                                "after",
                                                null)
                                        .toException());
    }
}
