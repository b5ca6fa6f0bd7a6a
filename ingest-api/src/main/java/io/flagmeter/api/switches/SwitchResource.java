package io.flagmeter.api.switches;

import io.flagmeter.server.access.AdminOnly;
import io.flagmeter.server.body.JsonFields;
import io.flagmeter.server.paging.Limit;
import io.flagmeter.server.paging.Page;
import io.flagmeter.server.precondition.IfMatch;
import io.flagmeter.server.problem.Problem;
import io.flagmeter.server.problem.ProblemException;
import io.flagmeter.server.problem.ProblemType;
import io.flagmeter.server.switches.Setting;
import io.flagmeter.server.switches.Switch;
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
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** {@code /switches}: which optional parts are on, and for how many of the tenants. */
@Path("/switches")
@AdminOnly
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "admin")
@APIResponse(responseCode = "503", ref = "DatabaseUnavailable")
class SwitchResource {

    private static final List<String> FIELDS = List.of("enabled", "percent");

    /** The form of a body, for the API's description; {@link JsonFields} reads it. */
    @Schema(
            name = "NewSwitch",
            requiredProperties = "enabled",
            additionalProperties = Schema.False.class)
    record SwitchBody(
            boolean enabled,
            @Schema(
                            minimum = "0",
                            maximum = "100",
                            defaultValue = "100",
                            description =
                                    "Of the tenants. Those who have it keep it while this grows")
                    int percent) {}

    private final SwitchRows rows;

    SwitchResource(SwitchRows rows) {
        this.rows = rows;
    }

    @GET
    @RunOnVirtualThread
    @Operation(operationId = "listSwitches", summary = "All switches, by name")
    @APIResponse(responseCode = "200", description = "A page; next is null on the last one")
    public Page<SwitchView> list(
            @QueryParam("limit") @DefaultValue(Limit.DEFAULT) @Parameter(ref = "Limit")
                    String limit,
            @QueryParam("after")
                    @Parameter(
                            description = "The name that the page before gave as next",
                            schema = @Schema(ref = "SwitchName"))
                    Optional<String> after)
            throws SQLException {
        int most = Limit.of(limit);
        String start = after.map(SwitchResource::cursor).orElse("");
        List<Switch> found =
                Stream.of(Switch.values())
                        .filter(each -> each.text().compareTo(start) > 0)
                        .sorted(Comparator.comparing(Switch::text))
                        .limit(most + 1L)
                        .toList();
        var views = new ArrayList<SwitchView>();
        for (Switch each : found) {
            views.add(rows.find(each));
        }
        return Page.of(views, most, SwitchView::name);
    }

    @GET
    @Path("{name}")
    @RunOnVirtualThread
    @Operation(operationId = "readSwitch", summary = "One switch")
    @APIResponse(responseCode = "200", description = "The switch")
    public SwitchView read(@PathParam("name") @Parameter(ref = "SwitchName") String name)
            throws SQLException {
        return rows.find(named(name));
    }

    @PUT
    @Path("{name}")
    @IfMatch
    @Consumes(MediaType.APPLICATION_JSON)
    @RunOnVirtualThread
    @Operation(
            operationId = "putSwitch",
            summary = "Turn an optional part on or off, or on for a share of the tenants",
            description =
                    """
                    Every process does so within a second, whatever its environment says. Which tenants are the first follows
                    from their names and the switch's, the same in every process.
                    """)
    @RequestBody(
            required = true,
            content =
                    @Content(
                            schema = @Schema(implementation = SwitchBody.class),
                            example = "{\"enabled\": true, \"percent\": 25}"))
    @APIResponse(
            responseCode = "200",
            description = "The switch",
            content = @Content(schema = @Schema(implementation = SwitchView.class)))
    public SwitchView put(
            @PathParam("name") @Parameter(ref = "SwitchName") String name, InputStream body)
            throws IOException, SQLException {
        JsonFields fields = JsonFields.read(body, FIELDS);
        boolean enabled =
                fields.flag("enabled")
                        .orElseThrow(() -> JsonFields.invalid("enabled", "is required"));
        long percent = fields.integer("percent", 0, Setting.WHOLE).orElse((long) Setting.WHOLE);
        return rows.put(named(name), new Setting(enabled, (int) percent));
    }

    @DELETE
    @Path("{name}")
    @IfMatch
    @RunOnVirtualThread
    @Operation(
            operationId = "deleteSwitch",
            summary = "Leave a switch to the environment again",
            description = "Each process does as its variable says after a second.")
    @APIResponse(responseCode = "204", description = "It is as the environment says")
    public void delete(@PathParam("name") @Parameter(ref = "SwitchName") String name)
            throws SQLException {
        rows.delete(named(name));
    }

    private static Switch named(String name) {
        return Switch.of(name).orElseThrow(() -> unknown(name));
    }

    private static String cursor(String text) {
        if (Switch.of(text).isEmpty()) {
            throw new Problem(
                            ProblemType.INVALID_PARAMETER,
                            "after must be the name of a switch",
                            "after",
                            null)
                    .toException();
        }
        return text;
    }

    private static ProblemException unknown(String name) {
        return Problem.of(ProblemType.UNKNOWN_SWITCH, "there is no switch of this name: " + name)
                .toException();
    }
}
