package io.flagmeter.api.webhooks;

import io.flagmeter.api.tenants.NameParameter;
import io.flagmeter.server.access.AdminOnly;
import io.flagmeter.server.body.JsonFields;
import io.flagmeter.server.paging.Page;
import io.flagmeter.server.precondition.IfMatch;
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
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;

/** {@code /webhooks}: where alerts go. */
@Path("/webhooks")
@AdminOnly
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "admin")
@APIResponse(responseCode = "503", ref = "DatabaseUnavailable")
class WebhookResource {

    /** The form of a body, for the API's description; {@link JsonFields} reads it. */
    @Schema(
            requiredProperties = {"kind", "url"},
            additionalProperties = Schema.False.class)
    record NewWebhook(
            @Schema(description = "Whose alerts; every tenant's if missing", nullable = true)
                    String tenant,
            WebhookKind kind,
            @Schema(
                            format = "uri",
                            maxLength = 2048,
                            description = "https, to a public address unless configured")
                    String url,
            @Schema(ref = "Secret") String secret) {}

    /** As above. */
    @Schema(requiredProperties = "enabled", additionalProperties = Schema.False.class)
    record WebhookPatch(boolean enabled) {}

    private final ChangeWebhooks webhooks;

    WebhookResource(ChangeWebhooks webhooks) {
        this.webhooks = webhooks;
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @RunOnVirtualThread
    @ResponseStatus(201)
    @Operation(operationId = "addWebhook", summary = "Add a webhook for alerts")
    @RequestBody(
            required = true,
            content =
                    @Content(
                            schema = @Schema(implementation = NewWebhook.class),
                            examples = {
                                @ExampleObject(
                                        name = "slack",
                                        value =
                                                """
                                                {"kind": "slack", "tenant": "acme-corp", "url": "https://hooks.slack.com/services/T000/B000/XXXX"}
                                                """),
                                @ExampleObject(
                                        name = "webhook",
                                        value =
                                                """
                                                {"kind": "webhook", "url": "https://example.com/flagmeter"}
                                                """)
                            }))
    @APIResponse(
            responseCode = "201",
            description = "The webhook; its secret is shown this once",
            content = @Content(schema = @Schema(implementation = WebhookView.class)))
    @APIResponse(responseCode = "409", ref = "Conflict")
    public WebhookView add(InputStream body) throws IOException {
        JsonFields fields = JsonFields.read(body, List.of("tenant", "kind", "url", "secret"));
        return webhooks.add(fields);
    }

    @GET
    @RunOnVirtualThread
    @Operation(operationId = "listWebhooks", summary = "All webhooks, oldest first")
    @APIResponse(responseCode = "200", description = "All of them, on one page: next is null")
    public Page<WebhookView> list(
            @QueryParam("tenant")
                    @Parameter(
                            description = "Only those that get the alerts of this tenant",
                            schema = @Schema(ref = "Name"))
                    Optional<String> tenant) {
        List<Webhook> found =
                tenant.map(name -> Webhook.of(NameParameter.of("tenant", name)))
                        .orElseGet(Webhook::all);
        return new Page<>(found.stream().map(WebhookView::of).toList(), null);
    }

    @GET
    @Path("{id}")
    @RunOnVirtualThread
    @Operation(operationId = "readWebhook", summary = "One webhook")
    @APIResponse(responseCode = "200", description = "The webhook")
    public WebhookView read(@PathParam("id") @Parameter(ref = "Id") String id) {
        return WebhookView.of(webhooks.find(ChangeWebhooks.id(id)));
    }

    @PATCH
    @Path("{id}")
    @IfMatch
    @Consumes({MediaType.APPLICATION_JSON, "application/merge-patch+json"})
    @RunOnVirtualThread
    @Operation(operationId = "enableWebhook", summary = "Enable or disable a webhook")
    @RequestBody(
            required = true,
            content =
                    @Content(
                            schema = @Schema(implementation = WebhookPatch.class),
                            example = "{\"enabled\": false}"))
    @APIResponse(responseCode = "200", description = "The webhook")
    public WebhookView patch(@PathParam("id") @Parameter(ref = "Id") String id, InputStream body)
            throws IOException {
        boolean enabled =
                JsonFields.read(body, List.of("enabled"))
                        .flag("enabled")
                        .orElseThrow(() -> JsonFields.invalid("enabled", "is required"));
        return webhooks.enable(ChangeWebhooks.id(id), enabled);
    }

    @DELETE
    @Path("{id}")
    @IfMatch
    @RunOnVirtualThread
    @Operation(
            operationId = "removeWebhook",
            summary = "Remove a webhook",
            description = "What waits for it is given up.")
    @APIResponse(responseCode = "204", description = "It is gone")
    public void remove(@PathParam("id") @Parameter(ref = "Id") String id) {
        webhooks.remove(ChangeWebhooks.id(id));
    }
}
