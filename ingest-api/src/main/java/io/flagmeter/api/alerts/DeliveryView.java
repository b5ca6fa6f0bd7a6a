package io.flagmeter.api.alerts;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A message about an alert to one webhook.
 *
 * @param event crossed or resolved
 * @param state pending, delivered or dead
 * @param dueAt of the next attempt, while it is pending
 * @param status of the last answer; null if there was none
 */
record DeliveryView(
        UUID id,
        UUID webhookId,
        String event,
        String state,
        int attempts,
        Instant dueAt,
        @Nullable Instant endedAt,
        @Nullable Integer status,
        @Nullable String lastError) {}
