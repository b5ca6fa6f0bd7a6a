package io.flagmeter.api.audit;

import io.flagmeter.api.tenants.NameParameter;
import io.flagmeter.model.event.Rfc3339;
import io.flagmeter.server.access.AdminOnly;
import io.flagmeter.server.access.IdParameter;
import io.flagmeter.server.paging.Limit;
import io.flagmeter.server.paging.Page;
import io.flagmeter.server.problem.Problem;
import io.flagmeter.server.problem.ProblemException;
import io.flagmeter.server.problem.ProblemType;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** {@code /audit}: who changed what. */
@Path("/audit")
@AdminOnly
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "admin")
@APIResponse(responseCode = "503", ref = "DatabaseUnavailable")
class AuditResource {

    private static final Pattern ACTION = Pattern.compile("[a-z.-]{1,64}");

    /** PostgreSQL does not know all times that Java does. */
    private static final Instant END = Instant.parse("+10000-01-01T00:00:00Z");

    private final DataSource database;

    AuditResource(DataSource database) {
        this.database = database;
    }

    @GET
    @RunOnVirtualThread
    @Operation(
            operationId = "readAudit",
            summary = "What was changed by the admin API and by whom, newest first",
            description =
                    """
                    An entry is committed together with the change. What is done to dead letters, which are not in
                    PostgreSQL, is written before as intended and after it as done.
                    """)
    @APIResponse(responseCode = "200", description = "A page; next is null on the last one")
    public Page<AuditEntry> list(
            @QueryParam("limit") @DefaultValue(Limit.DEFAULT) @Parameter(ref = "Limit")
                    String limit,
            @QueryParam("after")
                    @Parameter(
                            description = "The id that the page before gave as next",
                            schema = @Schema(type = SchemaType.STRING, format = "uuid"))
                    Optional<String> after,
            @QueryParam("tenant")
                    @Parameter(
                            description = "Only changes of what belongs to this tenant",
                            schema = @Schema(ref = "Name"))
                    Optional<String> tenant,
            @QueryParam("action")
                    @Parameter(
                            description = "Only changes of this kind, such as key.create",
                            schema = @Schema(type = SchemaType.STRING, pattern = "^[a-z.-]{1,64}$"))
                    Optional<String> action,
            @QueryParam("from")
                    @Parameter(
                            description = "Not before this time",
                            schema = @Schema(type = SchemaType.STRING, format = "date-time"))
                    Optional<String> from,
            @QueryParam("to")
                    @Parameter(
                            description = "Before this time",
                            schema = @Schema(type = SchemaType.STRING, format = "date-time"))
                    Optional<String> to)
            throws SQLException {
        int most = Limit.of(limit);
        var asked =
                new FindEntries(
                        tenant.map(name -> NameParameter.of("tenant", name)),
                        action.map(AuditResource::action),
                        from.map(text -> time("from", text)),
                        to.map(text -> time("to", text)),
                        after.map(AuditResource::cursor));
        try (Connection connection = database.getConnection()) {
            return Page.of(asked.list(connection, most + 1), most, entry -> entry.id().toString());
        }
    }

    private static String action(String text) {
        if (ACTION.matcher(text).matches()) {
            return text;
        }
        throw invalid("action", "must be the name of one, such as key.create");
    }

    private static Instant time(String parameter, String text) {
        try {
            Instant time = Rfc3339.parse(text);
            if (!time.isBefore(Instant.EPOCH) && time.isBefore(END)) {
                return time;
            }
        } catch (DateTimeException e) {
            throw invalid(parameter, "must be an RFC 3339 time such as 2026-11-25T14:32:00Z");
        }
        throw invalid(parameter, "must lie in a year from 1970 to 9999");
    }

    private static UUID cursor(String id) {
        return IdParameter.read(id)
                .orElseThrow(() -> invalid("after", "must be the id of an entry"));
    }

    private static ProblemException invalid(String parameter, String rule) {
        return new Problem(ProblemType.INVALID_PARAMETER, parameter + " " + rule, parameter, null)
                .toException();
    }
}
