package io.flagmeter.api.webhooks;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.flagmeter.model.outbox.Outbox;
import io.flagmeter.model.webhook.WebhookUrl;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A webhook in an answer.
 *
 * @param tenant null = every tenant
 * @param url its host and its end; the whole is a secret
 * @param secrets how many sign; null if none can
 * @param secret a new one, shown this once
 */
record WebhookView(
        @Nullable UUID id,
        @Nullable String tenant,
        Kind kind,
        String url,
        boolean enabled,
        @Nullable String disabledReason,
        @Nullable Instant createdAt,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Integer secrets,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String secret) {

    static WebhookView of(Webhook webhook) {
        return of(webhook, null);
    }

    static WebhookView of(Webhook webhook, @Nullable Secret secret) {
        return new WebhookView(
                webhook.id,
                webhook.tenant.equals(Outbox.EVERY_TENANT) ? null : webhook.tenant,
                webhook.kind(),
                WebhookUrl.of(webhook.url).masked(),
                webhook.enabled,
                webhook.disabledReason,
                webhook.createdAt,
                webhook instanceof SignedWebhook signed ? signed.secrets.size() : null,
                secret == null ? null : secret.text());
    }
}
