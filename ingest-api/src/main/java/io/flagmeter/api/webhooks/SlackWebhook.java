package io.flagmeter.api.webhooks;

import jakarta.persistence.Entity;
import jakarta.persistence.Table;

/** An incoming webhook of Slack: whoever knows its URL may post to it. */
@Entity
@Table(name = "slack_webhooks")
class SlackWebhook extends Webhook {

    @Override
    WebhookKind kind() {
        return WebhookKind.SLACK;
    }
}
