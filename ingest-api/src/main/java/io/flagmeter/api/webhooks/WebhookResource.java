package io.flagmeter.api.webhooks;

import io.flagmeter.api.tenants.NameParameter;
import io.flagmeter.server.access.AdminOnly;
import io.flagmeter.server.body.JsonFields;
import io.flagmeter.server.paging.Page;
import io.flagmeter.server.problem.Problem;
import io.flagmeter.server.problem.ProblemType;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
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
import java.util.UUID;
import org.jboss.resteasy.reactive.RestResponse;

/** {@code /webhooks}: where alerts go. */
@Path("/webhooks")
@AdminOnly
@Produces(MediaType.APPLICATION_JSON)
class WebhookResource {

    private final ChangeWebhooks webhooks;
    private final SendTest test;

    WebhookResource(ChangeWebhooks webhooks, SendTest test) {
        this.webhooks = webhooks;
        this.test = test;
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @RunOnVirtualThread
    public Response add(InputStream body) throws IOException {
        JsonFields fields = JsonFields.read(body, List.of("tenant", "kind", "url", "secret"));
        return created(webhooks.add(fields));
    }

    @GET
    @RunOnVirtualThread
    public Page<WebhookView> list(@QueryParam("tenant") Optional<String> tenant) {
        List<Webhook> found =
                tenant.map(name -> Webhook.of(NameParameter.of("tenant", name)))
                        .orElseGet(Webhook::all);
        return new Page<>(found.stream().map(WebhookView::of).toList(), null);
    }

    @GET
    @Path("{id}")
    @RunOnVirtualThread
    public WebhookView read(@PathParam("id") String id) {
        return WebhookView.of(webhooks.find(uuid(id)));
    }

    @PATCH
    @Path("{id}")
    @Consumes({MediaType.APPLICATION_JSON, "application/merge-patch+json"})
    @RunOnVirtualThread
    public WebhookView patch(@PathParam("id") String id, InputStream body) throws IOException {
        boolean enabled =
                JsonFields.read(body, List.of("enabled"))
                        .flag("enabled")
                        .orElseThrow(() -> JsonFields.invalid("enabled", "is required"));
        return webhooks.enable(uuid(id), enabled);
    }

    @DELETE
    @Path("{id}")
    @RunOnVirtualThread
    public void remove(@PathParam("id") String id) {
        webhooks.remove(uuid(id));
    }

    /** Adds a secret: from now on it signs beside the older ones. */
    @POST
    @Path("{id}/secrets")
    @Consumes(MediaType.APPLICATION_JSON)
    @RunOnVirtualThread
    public Response addSecret(@PathParam("id") String id, InputStream body) throws IOException {
        return created(webhooks.addSecret(uuid(id), JsonFields.read(body, List.of("secret"))));
    }

    /** Drops all secrets but the newest. */
    @DELETE
    @Path("{id}/secrets")
    @RunOnVirtualThread
    public WebhookView dropOldSecrets(@PathParam("id") String id) {
        return webhooks.dropOldSecrets(uuid(id));
    }

    /** 200 when the first attempt was made, whatever came of it; 202 if that is not known yet. */
    @POST
    @Path("{id}/test")
    @RunOnVirtualThread
    public RestResponse<SendTest.Outcome> test(@PathParam("id") String id) throws SQLException {
        Webhook webhook = webhooks.find(uuid(id));
        SendTest.Outcome outcome = test.send(webhook.tenant, uuid(id));
        return RestResponse.status(
                outcome.isKnown() ? Response.Status.OK : Response.Status.ACCEPTED, outcome);
    }

    private static Response created(WebhookView webhook) {
        return Response.status(Response.Status.CREATED).entity(webhook).build();
    }

    /** What is no UUID cannot be the id of a webhook. */
    private static UUID uuid(String id) {
        try {
            return UUID.fromString(id);
        } catch (IllegalArgumentException e) {
            throw Problem.of(ProblemType.UNKNOWN_WEBHOOK, "there is no webhook of this id: " + id)
                    .toException();
        }
    }
}
