package io.flagmeter.api.alerts;

import io.flagmeter.api.tenants.NameParameter;
import io.flagmeter.server.access.AdminOnly;
import io.flagmeter.server.paging.Limit;
import io.flagmeter.server.paging.Page;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** {@code /alerts}: which thresholds were crossed, why, and who was told. */
@Path("/alerts")
@AdminOnly
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "admin")
@APIResponse(responseCode = "503", ref = "DatabaseUnavailable")
class AlertResource {

    private final AlertDeliveries deliveries;
    private final Clock clock;

    AlertResource(AlertDeliveries deliveries, Clock clock) {
        this.deliveries = deliveries;
        this.clock = clock;
    }

    @GET
    @RunOnVirtualThread
    @Operation(operationId = "listAlerts", summary = "Thresholds that were crossed, newest first")
    @APIResponse(responseCode = "200", description = "A page; next is null on the last one")
    @APIResponse(responseCode = "404", ref = "NotFound")
    public Page<AlertView> list(
            @QueryParam("tenant") @Parameter(schema = @Schema(ref = "Name"))
                    Optional<String> tenant,
            @QueryParam("state") @Parameter(schema = @Schema(implementation = AlertState.class))
                    Optional<String> state,
            @QueryParam("limit") @DefaultValue(Limit.DEFAULT) @Parameter(ref = "Limit")
                    String limit,
            @QueryParam("after")
                    @Parameter(
                            description = "The id that the page before gave as next",
                            schema = @Schema(type = SchemaType.STRING, format = "uuid"))
                    Optional<String> after) {
        int most = Limit.of(limit);
        Instant now = clock.instant();
        var asked =
                new FindAlerts(
                        tenant.map(name -> NameParameter.of("tenant", name)),
                        state.map(AlertState::of),
                        after.map(FindAlerts::id));
        return Page.of(
                asked.list(now, most + 1).stream().map(alert -> AlertView.of(alert, now)).toList(),
                most,
                alert -> alert.id().toString());
    }

    @GET
    @Path("{id}")
    @RunOnVirtualThread
    @Operation(operationId = "readAlert", summary = "One alert, why it fired and who was told")
    @APIResponse(responseCode = "200", description = "The alert")
    public AlertView.Whole read(@PathParam("id") @Parameter(ref = "Id") String id)
            throws SQLException {
        var alert = AlertView.of(FindAlerts.byId(FindAlerts.id(id)), clock.instant());
        List<DeliveryView> told = deliveries.about(alert.tenant(), alert.id());
        return new AlertView.Whole(alert, Explanation.of(alert, told.size()), told);
    }

    record ReplayedAlert(long replayed) {}

    @POST
    @Path("{id}/replay")
    @RunOnVirtualThread
    @Operation(
            operationId = "replayAlert",
            summary = "Send again what was given up",
            description =
                    "Only messages that are dead, to webhooks that are enabled; they are tried for another 24 h.")
    @APIResponse(
            responseCode = "200",
            description = "How many messages are due again",
            content =
                    @Content(
                            schema = @Schema(implementation = ReplayedAlert.class),
                            example = "{\"replayed\": 1}"))
    public ReplayedAlert replay(@PathParam("id") @Parameter(ref = "Id") String id)
            throws SQLException {
        Alert alert = FindAlerts.byId(FindAlerts.id(id));
        return deliveries.replay(alert.tenant, alert.id);
    }
}
