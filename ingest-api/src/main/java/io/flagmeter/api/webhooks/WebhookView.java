package io.flagmeter.api.webhooks;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.flagmeter.api.repeat.ShownOnce;
import io.flagmeter.model.outbox.Outbox;
import io.flagmeter.model.webhook.WebhookUrl;
import io.flagmeter.server.precondition.EntityTag;
import io.flagmeter.server.precondition.Tagged;
import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A webhook in an answer.
 *
 * @param tenant null = every tenant
 * @param url its host and its end; the whole is a secret
 * @param secrets how many sign; null if none can
 * @param secret a new one, shown this once
 * @param version raised by each change; the same number of secrets may be others
 */
@Schema(name = "Webhook")
record WebhookView(
        UUID id,
        @Schema(description = "Null is every tenant") @Nullable String tenant,
        WebhookKind kind,
        @Schema(description = "Masked: its host and its end") String url,
        boolean enabled,
        @Schema(description = "If FlagMeter disabled it") @Nullable String disabledReason,
        Instant createdAt,
        @Schema(description = "How many sign; only of the kind webhook")
                @JsonInclude(JsonInclude.Include.NON_NULL)
                @Nullable Integer secrets,
        @Schema(ref = "Secret") @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String secret,
        @Schema(hidden = true) @JsonIgnore long version)
        implements Tagged, ShownOnce {

    static WebhookView of(Webhook webhook) {
        return new WebhookView(
                requireNonNull(webhook.id),
                webhook.tenant.equals(Outbox.EVERY_TENANT) ? null : webhook.tenant,
                webhook.kind(),
                WebhookUrl.of(webhook.url).masked(),
                webhook.enabled,
                webhook.disabledReason,
                requireNonNull(webhook.createdAt),
                webhook instanceof SignedWebhook signed ? signed.secrets.size() : null,
                null,
                webhook.version);
    }

    /** With a secret that was made for it. */
    WebhookView with(Secret whole) {
        return with(whole.text());
    }

    @Override
    public WebhookView withoutSecret() {
        return with((String) null);
    }

    private WebhookView with(@Nullable String whole) {
        return new WebhookView(
                id, tenant, kind, url, enabled, disabledReason, createdAt, secrets, whole, version);
    }

    @Override
    public EntityTag tag() {
        return EntityTag.of(id, enabled, disabledReason, createdAt, version);
    }
}
