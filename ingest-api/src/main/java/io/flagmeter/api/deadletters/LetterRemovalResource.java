package io.flagmeter.api.deadletters;

import io.flagmeter.api.audit.Audit;
import io.flagmeter.api.audit.Change;
import io.flagmeter.server.access.AdminOnly;
import io.flagmeter.server.problem.Problem;
import io.flagmeter.server.problem.ProblemException;
import io.flagmeter.server.problem.ProblemType;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.UriInfo;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** {@code DELETE /dead-letters}: their end, chosen by what they say or by their id. */
@Path("/dead-letters")
@AdminOnly
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "books")
@APIResponse(responseCode = "503", ref = "Unavailable")
class LetterRemovalResource {

    private static final Pattern ID = Pattern.compile("[0-9a-f]{40}");

    private static final Map<String, List<String>> ALL = Map.of("all", List.of("true"));

    private final DeadLetters letters;
    private final Audit audit;

    LetterRemovalResource(DeadLetters letters, Audit audit) {
        this.letters = letters;
        this.audit = audit;
    }

    @Schema(name = "RemovedLetters")
    record Removed(long removed) {}

    @DELETE
    @RunOnVirtualThread
    @Operation(
            operationId = "removeDeadLetters",
            summary = "Remove dead letters for good",
            description =
                    """
                    Those for which all holds that is given; at least one of the parameters is required. The books
                    go on counting them as dead-lettered.
                    """)
    @Parameter(
            name = "reason",
            in = ParameterIn.QUERY,
            description = "A part of the reason",
            schema = @Schema(type = SchemaType.STRING))
    @Parameter(name = "tenant", in = ParameterIn.QUERY, ref = "LetterTenant")
    @Parameter(
            name = "before",
            in = ParameterIn.QUERY,
            description =
                    """
                    Put aside before this time; letters that older releases wrote do not say when and count as older
                    """,
            schema = @Schema(type = SchemaType.STRING, format = "date-time"))
    @Parameter(
            name = "all",
            in = ParameterIn.QUERY,
            description = "All of them; only without another parameter",
            schema = @Schema(type = SchemaType.BOOLEAN, enumeration = "true"))
    @APIResponse(
            responseCode = "200",
            description = "How many were removed",
            content =
                    @Content(
                            schema = @Schema(implementation = Removed.class),
                            example = "{\"removed\": 1}"))
    @APIResponse(
            responseCode = "400",
            description = "A parameter that cannot be read, or none",
            content =
                    @Content(
                            mediaType = Problem.MEDIA_TYPE,
                            schema = @Schema(ref = "Problem"),
                            example =
                                    """
                                    {
                                      "type": "urn:flagmeter:problem:invalid-parameter",
                                      "title": "Invalid parameter",
                                      "status": 400,
                                      "detail": "all must be true where none of reason, tenant and before is given",
                                      "instance": "/dead-letters",
                                      "field": "all"
                                    }
                                    """))
    public Removed remove(@Context UriInfo uri) throws SQLException {
        MultivaluedMap<String, String> query = uri.getQueryParameters();
        if (ALL.equals(query)) {
            return audit.intend(removal(null, null, query), () -> new Removed(letters.clear()));
        }
        var chosen = LetterFilter.of(query);
        return audit.intend(
                removal(null, chosen.tenant(), query), () -> new Removed(letters.remove(chosen)));
    }

    @DELETE
    @Path("/{id}")
    @RunOnVirtualThread
    @Operation(
            operationId = "removeDeadLetter",
            summary = "Remove one dead letter, and those that are equal to it")
    @APIResponse(
            responseCode = "200",
            description = "How many were removed",
            content =
                    @Content(
                            schema = @Schema(implementation = Removed.class),
                            example = "{\"removed\": 1}"))
    public Removed remove(
            @PathParam("id")
                    @Parameter(
                            description = "As the list names it; equal letters share it",
                            schema = @Schema(type = SchemaType.STRING, pattern = "^[0-9a-f]{40}$"))
                    String id)
            throws SQLException {
        if (!ID.matcher(id).matches()) {
            throw unknown();
        }
        Removed removed =
                audit.intend(
                        removal(id, null, Map.of()),
                        () -> new Removed(letters.remove(letter -> letter.id().equals(id))));
        if (removed.removed() == 0) {
            throw unknown();
        }
        return removed;
    }

    private static ProblemException unknown() {
        return Problem.of(ProblemType.UNKNOWN_DEAD_LETTER, "there is no dead letter of this id")
                .toException();
    }

    /** The parameters are those that were read: a value of each. */
    private static Change removal(
            @Nullable String id, @Nullable String tenant, Map<String, List<String>> chosen) {
        var asked = new TreeMap<String, String>();
        chosen.forEach((name, values) -> asked.put(name, values.getFirst()));
        return new Change(
                "dead-letters.remove", "dead-letters", id, tenant, null, Map.of("chosen", asked));
    }
}
