package io.flagmeter.alerting.message;

import io.flagmeter.alerting.http.PostMessage.Message;
import io.flagmeter.alerting.message.Notice.AlertFacts;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** One notice for a program: JSON of at most a few kilobytes, signed. */
public final class WebhookMessage {

    private WebhookMessage() {}

    /**
     * Signs for the moment of sending; id and type are the same in every attempt.
     *
     * @throws IllegalArgumentException if a secret cannot sign
     */
    public static Message of(
            Notice notice, DashboardLink dashboard, List<String> secrets, Instant now) {
        String body = body(notice, dashboard, now).encode();
        long timestamp = now.getEpochSecond();
        return new Message(
                Map.of(
                        "webhook-id", notice.id(),
                        "webhook-timestamp", String.valueOf(timestamp),
                        "webhook-signature", Signature.of(secrets, notice.id(), timestamp, body)),
                body);
    }

    private static JsonObject body(Notice notice, DashboardLink dashboard, Instant now) {
        return switch (notice) {
            case Notice.Crossed(AlertFacts alert) ->
                    body("usage.threshold.crossed", alert.at(), data(alert, dashboard));
            case Notice.Resolved(AlertFacts alert) ->
                    body("usage.threshold.resolved", alert.at(), data(alert, dashboard));
            case Notice.Test(String tenant, _) ->
                    body("usage.threshold.test", now, new JsonObject().put("tenant", tenant));
        };
    }

    private static JsonObject body(String type, Instant at, JsonObject data) {
        return new JsonObject().put("type", type).put("timestamp", at.toString()).put("data", data);
    }

    private static JsonObject data(AlertFacts alert, DashboardLink dashboard) {
        var features = new JsonObject();
        alert.topFeatures().forEach(use -> features.put(use.feature(), use.tokens()));
        return new JsonObject()
                .put("alertId", alert.id().toString())
                .put("tenant", alert.tenant())
                .put("threshold", alert.threshold())
                .put("quotaPercent", boxed(alert.percent()))
                .put("totalTokens", alert.total())
                .put("monthlyQuota", boxed(alert.quota()))
                .put("periodStart", alert.periodStart().toString())
                .put("periodEnd", alert.periodEnd().toString())
                .put("topFeatures", features)
                .put("dashboard", dashboard.to(alert.tenant()));
    }

    private static @Nullable Long boxed(OptionalLong number) {
        return number.isPresent() ? number.getAsLong() : null;
    }
}
