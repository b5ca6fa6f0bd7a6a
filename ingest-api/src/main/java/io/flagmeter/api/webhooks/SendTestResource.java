package io.flagmeter.api.webhooks;

import io.flagmeter.api.webhooks.SendTest.TestOutcome;
import io.flagmeter.server.access.AdminOnly;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.sql.SQLException;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;

/** {@code /webhooks/{id}/test}: whether a message arrives. */
@Path("/webhooks")
@AdminOnly
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "admin")
@APIResponse(responseCode = "503", ref = "DatabaseUnavailable")
class SendTestResource {

    private final ChangeWebhooks webhooks;
    private final SendTest test;

    SendTestResource(ChangeWebhooks webhooks, SendTest test) {
        this.webhooks = webhooks;
        this.test = test;
    }

    @POST
    @Path("{id}/test")
    @RunOnVirtualThread
    @Operation(operationId = "testWebhook", summary = "Send a test message")
    @APIResponse(
            responseCode = "200",
            description = "The first attempt was made, and this came of it",
            content = @Content(schema = @Schema(implementation = TestOutcome.class)))
    @APIResponse(
            responseCode = "202",
            description = "Nothing came of it within five seconds; it goes on being tried",
            content = @Content(schema = @Schema(implementation = TestOutcome.class)))
    public RestResponse<TestOutcome> test(@PathParam("id") @Parameter(ref = "Id") String id)
            throws SQLException {
        UUID webhook = ChangeWebhooks.id(id);
        TestOutcome result = test.send(webhooks.find(webhook).tenant, webhook);
        return RestResponse.status(
                result.isKnown() ? Response.Status.OK : Response.Status.ACCEPTED, result);
    }
}
