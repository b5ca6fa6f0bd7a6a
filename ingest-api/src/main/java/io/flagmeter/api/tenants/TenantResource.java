package io.flagmeter.api.tenants;

import io.flagmeter.model.event.EventRules;
import io.flagmeter.model.event.InvalidEventException;
import io.flagmeter.server.access.AdminOnly;
import io.flagmeter.server.body.JsonFields;
import io.flagmeter.server.paging.Limit;
import io.flagmeter.server.paging.Page;
import io.flagmeter.server.precondition.IfMatch;
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
import java.io.IOException;
import java.io.InputStream;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;

/** {@code /tenants}: who is metered, and how much each may use. */
@Path("/tenants")
@AdminOnly
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "admin")
@APIResponse(responseCode = "503", ref = "DatabaseUnavailable")
class TenantResource {

    private static final List<String> SETTINGS =
            List.of("monthlyQuota", "thresholds", "billingDay", "timeZone");

    private static final List<String> FIELDS =
            List.of("name", "monthlyQuota", "thresholds", "billingDay", "timeZone");

    /** The form of a body, for the API's description; {@link JsonFields} reads it. */
    @Schema(requiredProperties = "name", additionalProperties = Schema.False.class)
    record NewTenant(
            @Schema(ref = "Name") String name,
            @Schema(ref = "Quota") Long monthlyQuota,
            @Schema(ref = "Thresholds") List<Short> thresholds,
            @Schema(ref = "BillingDay") int billingDay,
            @Schema(ref = "TimeZone") String timeZone) {}

    /** As above. */
    @Schema(additionalProperties = Schema.False.class)
    record TenantPatch(
            @Schema(ref = "Quota") Long monthlyQuota,
            @Schema(ref = "Thresholds") List<Short> thresholds,
            @Schema(ref = "BillingDay") int billingDay,
            @Schema(ref = "TimeZone") String timeZone) {}

    private final ChangeTenants change;

    TenantResource(ChangeTenants change) {
        this.change = change;
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @RunOnVirtualThread
    @ResponseStatus(201)
    @Operation(
            operationId = "createTenant",
            summary = "Create a tenant",
            description = "Tenants are also created, without a quota, by their first event.")
    @RequestBody(
            required = true,
            content =
                    @Content(
                            schema = @Schema(implementation = NewTenant.class),
                            example =
                                    """
                                    {"name": "acme-corp", "monthlyQuota": 1000000, "thresholds": [80, 100]}
                                    """))
    @APIResponse(
            responseCode = "201",
            description = "The tenant",
            content = @Content(schema = @Schema(implementation = TenantView.class)))
    @APIResponse(responseCode = "409", ref = "Conflict")
    public TenantView create(InputStream body) throws IOException, SQLException {
        JsonFields fields = JsonFields.read(body, FIELDS);
        String name =
                fields.text("name").orElseThrow(() -> JsonFields.invalid("name", "is required"));
        try {
            EventRules.name("name", name);
        } catch (InvalidEventException e) {
            throw new Problem(ProblemType.INVALID_FIELD, e.reason(), "name", null).toException();
        }
        return change.create(name, fields);
    }

    @GET
    @RunOnVirtualThread
    @Operation(operationId = "listTenants", summary = "All tenants, by name")
    @APIResponse(responseCode = "200", description = "A page; next is null on the last one")
    public Page<TenantView> list(
            @QueryParam("limit") @DefaultValue(Limit.DEFAULT) @Parameter(ref = "Limit")
                    String limit,
            @QueryParam("after")
                    @Parameter(
                            description = "The name that the page before gave as next",
                            schema = @Schema(ref = "Name"))
                    Optional<String> after) {
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
    @Operation(operationId = "readTenant", summary = "One tenant")
    @APIResponse(responseCode = "200", description = "The tenant")
    public TenantView read(@PathParam("name") @Parameter(ref = "TenantName") String name) {
        Tenant tenant = NameParameter.isName(name) ? Tenant.findById(name) : null;
        if (tenant == null) {
            throw ChangeTenants.unknown(name);
        }
        return TenantView.of(tenant);
    }

    @PATCH
    @Path("{name:.+}")
    @IfMatch
    @Consumes({MediaType.APPLICATION_JSON, "application/merge-patch+json"})
    @RunOnVirtualThread
    @Operation(
            operationId = "changeTenant",
            summary = "Change a tenant's quota, thresholds or billing cycle",
            description =
                    """
                    A merge patch (RFC 7396): what is missing stays, what is null gets its default. Alerts follow
                    in the same transaction: thresholds that the usage has passed by the change fire at once,
                    those that lie above it again are resolved and may fire anew, the others say nothing.
                    Another billing day or zone recounts the totals from the rollups first; it waits for, and
                    holds up, the worker's batches meanwhile. It is refused where the rollups of a part of the
                    current period's usage are gone (FLAGMETER_RETENTION_ROLLUPS).
                    """)
    @RequestBody(
            required = true,
            content =
                    @Content(
                            schema = @Schema(implementation = TenantPatch.class),
                            example = "{\"monthlyQuota\": 2000000}"))
    @APIResponse(responseCode = "200", description = "The tenant as it is now")
    @APIResponse(responseCode = "409", ref = "Conflict")
    public TenantView patch(
            @PathParam("name") @Parameter(ref = "TenantName") String name, InputStream body)
            throws IOException, SQLException {
        JsonFields fields = JsonFields.read(body, SETTINGS);
        if (!NameParameter.isName(name)) {
            throw ChangeTenants.unknown(name);
        }
        return change.change(name, fields);
    }
}
