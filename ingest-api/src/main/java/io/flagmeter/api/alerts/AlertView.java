package io.flagmeter.api.alerts;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * An alert in an answer.
 *
 * @param batchId the batch that crossed; null if a correction or a change of the settings did
 * @param announcedBy the alert whose message tells of this one, mostly itself
 */
@Schema(name = "Alert")
record AlertView(
        UUID id,
        @Schema(ref = "Name") String tenant,
        AlertState state,
        @Schema(description = "In percent") int threshold,
        @Schema(description = "At the crossing") long quota,
        long quotaVersion,
        @Schema(description = "Before the batch, the correction or the change") long oldTotal,
        @Schema(description = "After it") long newTotal,
        @Schema(description = "Null if a correction or a change of the settings did it")
                @Nullable String batchId,
        @Schema(description = "The correction that crossed; null if something else did")
                @Nullable UUID correctionId,
        @Schema(description = "The alert whose message tells of this one") UUID announcedBy,
        Instant periodStart,
        Instant periodEnd,
        Instant createdAt,
        @Nullable Instant resolvedAt,
        @Schema(description = "The correction that resolved it; null if something else did")
                @Nullable UUID resolvedBy) {

    static AlertView of(Alert alert, Instant now) {
        return new AlertView(
                alert.id,
                alert.tenant,
                alert.state(now),
                alert.threshold,
                alert.quota,
                alert.quotaVersion,
                alert.oldTotal,
                alert.newTotal,
                alert.batchId,
                alert.correctionId,
                alert.announcedBy,
                alert.periodStart,
                alert.periodEnd,
                alert.createdAt,
                alert.resolvedAt,
                alert.resolvedBy);
    }

    /** One alert and all that is known of it. */
    @Schema(name = "WholeAlert")
    record Whole(
            @JsonUnwrapped AlertView alert, String explanation, List<DeliveryView> deliveries) {

        Whole {
            deliveries = List.copyOf(deliveries);
        }
    }
}
