package io.flagmeter.api.webhooks;

import static io.flagmeter.server.bounds.Bound.fixed;

import io.flagmeter.model.webhook.WebhookUrl;
import io.flagmeter.server.bounds.Bound;
import io.flagmeter.server.bounds.Bound.Unit;
import io.flagmeter.server.bounds.Bounded;
import jakarta.inject.Singleton;
import java.util.List;

/** The bounds of webhooks. */
@Singleton
class WebhookBounds implements Bounded {

    @Override
    public List<Bound> bounds() {
        return List.of(
                fixed("webhookUrl", WebhookUrl.MAX_LENGTH, Unit.CHARACTERS, "a webhook's URL"),
                fixed(
                        "webhookSecrets",
                        SignedWebhook.MAX_SECRETS,
                        Unit.COUNT,
                        "secrets that a webhook is signed with at a time"));
    }
}
