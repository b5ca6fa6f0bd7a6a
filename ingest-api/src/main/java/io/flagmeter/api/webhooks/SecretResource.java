package io.flagmeter.api.webhooks;

import io.flagmeter.server.access.AdminOnly;
import io.flagmeter.server.body.JsonFields;
import io.flagmeter.server.precondition.IfMatch;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;

/** {@code /webhooks/{id}/secrets}: what a webhook's messages are signed with. */
@Path("/webhooks")
@AdminOnly
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "admin")
@APIResponse(responseCode = "503", ref = "DatabaseUnavailable")
class SecretResource {

    /** The form of the body, for the API's description; {@link JsonFields} reads it. */
    @Schema(additionalProperties = Schema.False.class)
    record NewSecret(@Schema(ref = "Secret") String secret) {}

    private final ChangeWebhooks webhooks;

    SecretResource(ChangeWebhooks webhooks) {
        this.webhooks = webhooks;
    }

    @POST
    @Path("{id}/secrets")
    @Consumes(MediaType.APPLICATION_JSON)
    @RunOnVirtualThread
    @ResponseStatus(201)
    @Operation(
            operationId = "addSecret",
            summary = "Add a secret",
            description =
                    """
                    To rotate: add a secret, give it to the receiver, drop the older ones. All of them sign
                    meanwhile, five at most.
                    """)
    @RequestBody(
            required = true,
            content = @Content(schema = @Schema(implementation = NewSecret.class), example = "{}"))
    @APIResponse(
            responseCode = "201",
            description = "The webhook; its new secret is shown this once",
            content = @Content(schema = @Schema(implementation = WebhookView.class)))
    @APIResponse(responseCode = "409", ref = "Conflict")
    public WebhookView addSecret(
            @PathParam("id") @Parameter(ref = "Id") String id, InputStream body)
            throws IOException {
        return webhooks.addSecret(ChangeWebhooks.id(id), JsonFields.read(body, List.of("secret")));
    }

    @DELETE
    @Path("{id}/secrets")
    @IfMatch
    @RunOnVirtualThread
    @Operation(operationId = "dropOldSecrets", summary = "Drop all secrets but the newest")
    @APIResponse(responseCode = "200", description = "The webhook")
    @APIResponse(responseCode = "409", ref = "Conflict")
    public WebhookView dropOldSecrets(@PathParam("id") @Parameter(ref = "Id") String id) {
        return webhooks.dropOldSecrets(ChangeWebhooks.id(id));
    }
}
