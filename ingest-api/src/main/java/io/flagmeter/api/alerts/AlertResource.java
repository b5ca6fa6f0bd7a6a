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
import java.util.UUID;

/** {@code /alerts}: which thresholds were crossed, why, and who was told. */
@Path("/alerts")
@AdminOnly
@Produces(MediaType.APPLICATION_JSON)
class AlertResource {

    private final AlertDeliveries deliveries;
    private final Clock clock;

    AlertResource(AlertDeliveries deliveries, Clock clock) {
        this.deliveries = deliveries;
        this.clock = clock;
    }

    /** Newest first. */
    @GET
    @RunOnVirtualThread
    public Page<AlertView> list(
            @QueryParam("tenant") Optional<String> tenant,
            @QueryParam("state") Optional<String> state,
            @QueryParam("limit") @DefaultValue(Limit.DEFAULT) String limit,
            @QueryParam("after") Optional<String> after) {
        int most = Limit.of(limit);
        Instant now = clock.instant();
        var asked =
                new FindAlerts(
                        tenant.map(name -> NameParameter.of("tenant", name)),
                        state.map(AlertState::of),
                        after.map(AlertResource::uuid));
        return Page.of(
                asked.list(now, most + 1).stream().map(alert -> AlertView.of(alert, now)).toList(),
                most,
                alert -> alert.id().toString());
    }

    @GET
    @Path("{id}")
    @RunOnVirtualThread
    public AlertView.Whole read(@PathParam("id") String id) throws SQLException {
        var alert = AlertView.of(FindAlerts.byId(uuid(id)), clock.instant());
        List<DeliveryView> told = deliveries.about(alert.tenant(), alert.id());
        return new AlertView.Whole(alert, Explanation.of(alert, told.size()), told);
    }

    record Replayed(long replayed) {}

    @POST
    @Path("{id}/replay")
    @RunOnVirtualThread
    public Replayed replay(@PathParam("id") String id) throws SQLException {
        Alert alert = FindAlerts.byId(uuid(id));
        return new Replayed(deliveries.replay(alert.tenant, alert.id));
    }

    /** What is no UUID cannot be the id of an alert. */
    private static UUID uuid(String id) {
        try {
            return UUID.fromString(id);
        } catch (IllegalArgumentException e) {
            throw FindAlerts.unknown(id);
        }
    }
}
