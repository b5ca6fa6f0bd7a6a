package io.flagmeter.api.webhooks;

import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.util.ArrayList;
import java.util.List;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

/** A webhook by the rules of standardwebhooks.com. */
@Entity
@Table(name = "webhooks")
class SignedWebhook extends Webhook {

    /** As many sign at once at most. */
    static final int MAX_SECRETS = 5;

    /** The newest first; all of them sign. */
    @JdbcTypeCode(SqlTypes.ARRAY)
    List<String> secrets = List.of();

    @Override
    WebhookKind kind() {
        return WebhookKind.WEBHOOK;
    }

    void add(Secret secret) {
        var all = new ArrayList<String>();
        all.add(secret.text());
        all.addAll(secrets);
        secrets = all;
    }
}
