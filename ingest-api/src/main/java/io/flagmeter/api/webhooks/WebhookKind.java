package io.flagmeter.api.webhooks;

import com.fasterxml.jackson.annotation.JsonValue;
import io.flagmeter.server.body.JsonFields;
import java.util.Locale;

/** What is posted: Slack's own form, or a signed event. */
public enum WebhookKind {
    SLACK,
    WEBHOOK;

    static WebhookKind of(JsonFields fields) {
        return switch (fields.text("kind").orElse("")) {
            case "slack" -> SLACK;
            case "webhook" -> WEBHOOK;
            default -> throw JsonFields.invalid("kind", "must be slack or webhook");
        };
    }

    /** Public because smallrye-openapi calls it for the values. */
    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
