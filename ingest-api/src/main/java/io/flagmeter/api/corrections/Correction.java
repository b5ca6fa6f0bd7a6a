package io.flagmeter.api.corrections;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A row of the ledger of corrections, in an answer. It never changes. */
@Schema(name = "Correction")
record Correction(
        UUID id,
        CorrectionType type,
        @Schema(ref = "Name") String tenant,
        @Schema(description = "Of which usage was changed; (other) sums those beyond the limit")
                String feature,
        @Schema(description = "The id of the event that was voided; null is an adjustment")
                @Nullable String event,
        @Schema(description = "By how many the usage changed: negative if they were taken away")
                long tokens,
        @Schema(description = "By how many, -1 or 0") long events,
        @Schema(description = "Of the billing period whose total changed") Instant periodStart,
        @Schema(description = "The first of its minutes") Instant firstMinute,
        @Schema(description = "The last of its minutes") Instant lastMinute,
        @Schema(description = "In how many minutes usage changed") int minutes,
        String reason,
        Instant createdAt) {

    static Correction of(ResultSet row) throws SQLException {
        return new Correction(
                row.getObject("id", UUID.class),
                CorrectionType.of(row.getString("type")).orElseThrow(),
                row.getString("tenant"),
                row.getString("feature"),
                row.getString("event_id"),
                row.getLong("total_tokens"),
                row.getLong("event_count"),
                instant(row, "period_start"),
                instant(row, "first_minute"),
                instant(row, "last_minute"),
                row.getInt("minutes"),
                row.getString("reason"),
                instant(row, "created_at"));
    }

    static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    /** What it changed in one minute. */
    @Schema(name = "CorrectionLine")
    record Line(Instant minute, long tokens, long events) {}

    /** One correction and its lines. */
    @Schema(name = "WholeCorrection")
    record Whole(
            @JsonUnwrapped Correction correction,
            @Schema(description = "Oldest first", maxItems = MakeCorrections.MOST_MINUTES)
                    List<Line> lines) {

        Whole {
            lines = List.copyOf(lines);
        }
    }
}
