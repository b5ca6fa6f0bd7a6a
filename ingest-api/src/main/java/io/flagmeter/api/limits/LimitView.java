package io.flagmeter.api.limits;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A limit in an answer. */
@Schema(name = "RateLimit")
record LimitView(
        @Schema(ref = "LimitSubject") String subject,
        @Schema(description = "Null is any number") @Nullable Long requestsPerMinute,
        @Schema(description = "Null is any number") @Nullable Long tokensPerMinute,
        @Schema(description = "A bucket holds what comes in that time") int burstSeconds,
        @Schema(ref = "LimitAlgorithm") String algorithm,
        Instant updatedAt) {

    static LimitView of(ResultSet row) throws SQLException {
        return new LimitView(
                row.getString("subject"),
                row.getObject("requests_per_minute", Long.class),
                row.getObject("tokens_per_minute", Long.class),
                row.getInt("burst_seconds"),
                row.getString("algorithm"),
                row.getObject("updated_at", OffsetDateTime.class).toInstant());
    }
}
