package io.flagmeter.api.webhooks;

import io.flagmeter.api.tenants.KnownTenants;
import io.flagmeter.api.tenants.NameParameter;
import io.flagmeter.model.outbox.Outbox;
import io.flagmeter.model.webhook.TargetRules;
import io.flagmeter.model.webhook.WebhookUrl;
import io.flagmeter.server.access.IdParameter;
import io.flagmeter.server.body.JsonFields;
import io.flagmeter.server.problem.Problem;
import io.flagmeter.server.problem.ProblemException;
import io.flagmeter.server.problem.ProblemType;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.UUID;

/**
 * Adds, changes and removes webhooks. Whoever changes one locks its row before reading it: the
 * whole row is written, and must not bring back what another change, or the alerting service, has
 * taken away meanwhile.
 */
@ApplicationScoped
@Transactional
class ChangeWebhooks {

    private final TargetRules rules;

    ChangeWebhooks(TargetConfig config) {
        this.rules = config.rules();
    }

    /** So that rules which cannot be read stop the server. */
    void check(@Observes @Priority(-2) StartupEvent start) {}

    WebhookView add(JsonFields fields) {
        WebhookKind kind = WebhookKind.of(fields);
        String url = url(fields);
        String tenant = tenant(fields);
        Webhook.lockToAdd(tenant, url);
        if (Webhook.count("tenant = ?1 and url = ?2", tenant, url) > 0) {
            throw conflict("url", "is there already for this tenant");
        }
        return switch (kind) {
            case SLACK -> {
                if (fields.has("secret")) {
                    throw JsonFields.invalid("secret", "is for the kind webhook only");
                }
                yield WebhookView.of(persisted(new SlackWebhook(), tenant, url));
            }
            case WEBHOOK -> {
                var secret = Secret.of(fields);
                var webhook = new SignedWebhook();
                webhook.add(secret);
                yield WebhookView.of(persisted(webhook, tenant, url), secret);
            }
        };
    }

    WebhookView enable(UUID id, boolean enabled) {
        Webhook webhook = locked(id);
        webhook.enabled = enabled;
        webhook.disabledReason = null;
        return WebhookView.of(webhook);
    }

    WebhookView addSecret(UUID id, JsonFields fields) {
        SignedWebhook webhook = signed(id);
        if (webhook.secrets.size() == SignedWebhook.MAX_SECRETS) {
            throw Problem.limit(
                            ProblemType.CONFLICT,
                            "a webhook may have at most 5 secrets: DELETE drops all but the newest",
                            SignedWebhook.MAX_SECRETS)
                    .toException();
        }
        var secret = Secret.of(fields);
        webhook.add(secret);
        return WebhookView.of(webhook, secret);
    }

    WebhookView dropOldSecrets(UUID id) {
        SignedWebhook webhook = signed(id);
        webhook.secrets = List.of(webhook.secrets.getFirst());
        return WebhookView.of(webhook);
    }

    void remove(UUID id) {
        locked(id).delete();
    }

    /** The id that a path names a webhook by. */
    static UUID id(String text) {
        return IdParameter.read(text).orElseThrow(() -> unknown(text));
    }

    /** The webhook of this id. */
    Webhook find(UUID id) {
        Webhook webhook = Webhook.findById(id);
        if (webhook == null) {
            throw unknown(id.toString());
        }
        return webhook;
    }

    private static Webhook locked(UUID id) {
        return Webhook.locked(id).orElseThrow(() -> unknown(id.toString()));
    }

    private static ProblemException unknown(String id) {
        return Problem.of(ProblemType.UNKNOWN_WEBHOOK, "there is no webhook of this id: " + id)
                .toException();
    }

    private static SignedWebhook signed(UUID id) {
        if (locked(id) instanceof SignedWebhook signed) {
            return signed;
        }
        throw conflict("secret", "is for the kind webhook only; Slack's URL is one by itself");
    }

    private static Webhook persisted(Webhook webhook, String tenant, String url) {
        webhook.tenant = tenant;
        webhook.url = url;
        webhook.persistAndFlush();
        return webhook;
    }

    private static String tenant(JsonFields fields) {
        String tenant = fields.text("tenant").orElse(Outbox.EVERY_TENANT);
        if (!tenant.equals(Outbox.EVERY_TENANT)
                && !(NameParameter.isName(tenant) && KnownTenants.has(tenant))) {
            throw JsonFields.invalid("tenant", "is not known: POST /tenants creates it");
        }
        return tenant;
    }

    private String url(JsonFields fields) {
        String text =
                fields.text("url").orElseThrow(() -> JsonFields.invalid("url", "is required"));
        try {
            rules.refusal(WebhookUrl.of(text))
                    .ifPresent(
                            refusal -> {
                                throw new IllegalArgumentException(refusal);
                            });
            return text;
        } catch (IllegalArgumentException e) {
            throw new Problem(
                            ProblemType.INVALID_FIELD, String.valueOf(e.getMessage()), "url", null)
                    .toException();
        }
    }

    private static ProblemException conflict(String field, String rule) {
        return new Problem(ProblemType.CONFLICT, field + " " + rule, field, null).toException();
    }
}
