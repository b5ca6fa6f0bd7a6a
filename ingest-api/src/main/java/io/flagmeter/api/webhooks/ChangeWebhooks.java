package io.flagmeter.api.webhooks;

import static java.util.Objects.requireNonNull;

import io.flagmeter.api.audit.Audit;
import io.flagmeter.api.audit.Change;
import io.flagmeter.api.repeat.Repeats;
import io.flagmeter.api.tenants.KnownTenants;
import io.flagmeter.api.tenants.NameParameter;
import io.flagmeter.model.outbox.Outbox;
import io.flagmeter.model.webhook.TargetRules;
import io.flagmeter.model.webhook.WebhookUrl;
import io.flagmeter.server.access.IdParameter;
import io.flagmeter.server.body.JsonFields;
import io.flagmeter.server.precondition.Preconditions;
import io.flagmeter.server.problem.Problem;
import io.flagmeter.server.problem.ProblemException;
import io.flagmeter.server.problem.ProblemType;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.transaction.Transactional;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.hibernate.JDBCException;
import org.jspecify.annotations.Nullable;

/**
 * Adds, changes and removes webhooks. Whoever changes one locks its row before reading it: the
 * whole row is written, and must not bring back what another change, or the alerting service, has
 * taken away meanwhile.
 */
@ApplicationScoped
@Transactional
class ChangeWebhooks {

    private final TargetRules rules;
    private final Preconditions preconditions;
    private final DataSource database;
    private final Audit audit;
    private final Repeats repeats;

    ChangeWebhooks(
            TargetConfig config,
            Preconditions preconditions,
            DataSource database,
            Audit audit,
            Repeats repeats) {
        this.rules = config.rules();
        this.preconditions = preconditions;
        this.database = database;
        this.audit = audit;
        this.repeats = repeats;
    }

    /** So that rules which cannot be read stop the server. */
    void check(@Observes @Priority(-2) StartupEvent start) {}

    WebhookView add(JsonFields fields) {
        return once(() -> added(fields));
    }

    /** In the transaction that is under way. */
    private WebhookView once(Supplier<WebhookView> work) {
        try (Connection connection = database.getConnection()) {
            return repeats.once(connection, 201, same -> work.get());
        } catch (SQLException e) {
            throw new JDBCException("the answer cannot be kept", e);
        }
    }

    private WebhookView added(JsonFields fields) {
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
                yield added(persisted(new SlackWebhook(), tenant, url));
            }
            case WEBHOOK -> {
                var secret = Secret.of(fields);
                var webhook = new SignedWebhook();
                webhook.add(secret);
                yield added(persisted(webhook, tenant, url)).with(secret);
            }
        };
    }

    private WebhookView added(Webhook webhook) {
        WebhookView made = WebhookView.of(webhook);
        write("add", null, made);
        return made;
    }

    WebhookView enable(UUID id, boolean enabled) {
        Webhook webhook = locked(id);
        WebhookView before = expected(webhook);
        webhook.enabled = enabled;
        webhook.disabledReason = null;
        return changed("change", before, webhook);
    }

    WebhookView addSecret(UUID id, JsonFields fields) {
        return once(() -> secretAdded(id, fields));
    }

    private WebhookView secretAdded(UUID id, JsonFields fields) {
        SignedWebhook webhook = signed(id);
        if (webhook.secrets.size() == SignedWebhook.MAX_SECRETS) {
            throw Problem.limit(
                            ProblemType.CONFLICT,
                            "a webhook may have at most 5 secrets: DELETE drops all but the newest",
                            SignedWebhook.MAX_SECRETS)
                    .toException();
        }
        WebhookView before = WebhookView.of(webhook);
        var secret = Secret.of(fields);
        webhook.add(secret);
        return changed("secret.add", before, webhook).with(secret);
    }

    WebhookView dropOldSecrets(UUID id) {
        SignedWebhook webhook = signed(id);
        WebhookView before = expected(webhook);
        webhook.secrets = List.of(webhook.secrets.getFirst());
        return changed("secrets.drop", before, webhook);
    }

    void remove(UUID id) {
        Webhook webhook = locked(id);
        write("remove", expected(webhook), null);
        webhook.delete();
    }

    /** What the client means to change. */
    private WebhookView expected(Webhook webhook) {
        WebhookView now = WebhookView.of(webhook);
        preconditions.require(now);
        return now;
    }

    private WebhookView changed(String what, WebhookView before, Webhook webhook) {
        if (WebhookView.of(webhook).equals(before)) {
            return before;
        }
        webhook.version++;
        WebhookView after = WebhookView.of(webhook);
        write(what, before, after);
        return after;
    }

    /** In the same transaction: what PostgreSQL refuses undoes the change. */
    private void write(String what, @Nullable WebhookView before, @Nullable WebhookView after) {
        WebhookView either = after == null ? requireNonNull(before) : after;
        try (Connection connection = database.getConnection()) {
            audit.write(
                    connection,
                    Change.of("webhook." + what, "webhook", either.id(), either.tenant())
                            .from(before)
                            .to(after));
        } catch (SQLException e) {
            throw new JDBCException("the audit log cannot be written", e);
        }
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
