package io.flagmeter.api.alerts;

import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A message about an alert to one webhook.
 *
 * @param event crossed or resolved
 * @param state pending, delivered or dead
 * @param dueAt of the next attempt, while it is pending
 * @param status of the last answer; null if there was none
 */
@Schema(name = "Delivery")
record DeliveryView(
        UUID id,
        UUID webhookId,
        @Schema(enumeration = {"crossed", "resolved"}) String event,
        @Schema(enumeration = {"pending", "delivered", "dead"}) String state,
        int attempts,
        Instant dueAt,
        @Nullable Instant endedAt,
        @Schema(description = "Of the last answer") @Nullable Integer status,
        @Nullable String lastError) {}
