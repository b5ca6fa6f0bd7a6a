package io.flagmeter.api.tenants;

import io.flagmeter.model.event.EventRules;
import io.flagmeter.model.event.InvalidEventException;
import io.flagmeter.server.access.AdminOnly;
import io.flagmeter.server.body.JsonFields;
import io.flagmeter.server.paging.Limit;
import io.flagmeter.server.paging.Page;
import io.flagmeter.server.problem.Problem;
import io.flagmeter.server.problem.ProblemType;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** {@code /tenants}: who is metered, and how much each may use. */
@Path("/tenants")
@AdminOnly
@Produces(MediaType.APPLICATION_JSON)
class TenantResource {

    private static final List<String> SETTINGS =
            List.of("monthlyQuota", "thresholds", "billingDay", "timeZone");

    private static final List<String> FIELDS =
            List.of("name", "monthlyQuota", "thresholds", "billingDay", "timeZone");

    private final ChangeTenants change;

    TenantResource(ChangeTenants change) {
        this.change = change;
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @RunOnVirtualThread
    public Response create(InputStream body) throws IOException, SQLException {
        JsonFields fields = JsonFields.read(body, FIELDS);
        String name =
                fields.text("name").orElseThrow(() -> JsonFields.invalid("name", "is required"));
        try {
            EventRules.name("name", name);
        } catch (InvalidEventException e) {
            throw new Problem(ProblemType.INVALID_FIELD, e.reason(), "name", null).toException();
        }
        return Response.status(Response.Status.CREATED).entity(change.create(name, fields)).build();
    }

    /** Ordered by name. */
    @GET
    @RunOnVirtualThread
    public Page<TenantView> list(
            @QueryParam("limit") @DefaultValue(Limit.DEFAULT) String limit,
            @QueryParam("after") Optional<String> after) {
        int most = Limit.of(limit);
        return Page.of(
                Tenant.after(
                                after.map(name -> NameParameter.of("after", name)).orElse(""),
                                most + 1)
                        .stream()
                        .map(TenantView::of)
                        .toList(),
                most,
                TenantView::name);
    }

    @GET
    @Path("{name:.+}")
    @RunOnVirtualThread
    public TenantView read(@PathParam("name") String name) {
        Tenant tenant = NameParameter.isName(name) ? Tenant.findById(name) : null;
        if (tenant == null) {
            throw ChangeTenants.unknown(name);
        }
        return TenantView.of(tenant);
    }

    @PATCH
    @Path("{name:.+}")
    @Consumes({MediaType.APPLICATION_JSON, "application/merge-patch+json"})
    @RunOnVirtualThread
    public TenantView patch(@PathParam("name") String name, InputStream body)
            throws IOException, SQLException {
        JsonFields fields = JsonFields.read(body, SETTINGS);
        if (!NameParameter.isName(name)) {
            throw ChangeTenants.unknown(name);
        }
        return change.change(name, fields);
    }
}
