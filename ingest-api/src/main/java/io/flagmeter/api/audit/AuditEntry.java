package io.flagmeter.api.audit;

import com.fasterxml.jackson.annotation.JsonRawValue;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * An entry of the audit log in an answer.
 *
 * @param before JSON
 * @param after JSON
 */
record AuditEntry(
        UUID id,
        Instant at,
        @Schema(description = "The name of the key, operator, or token: and its subject")
                String actor,
        @Schema(description = "The id of the key; null if it is none that was made here")
                @Nullable UUID actorKey,
        @Schema(description = "Such as key.create") String action,
        @Schema(description = "What kind of thing was changed, such as key") String subject,
        @Schema(description = "Its id, or its name; null is several") @Nullable String subjectId,
        @Schema(description = "Whose it is; null is every tenant's") @Nullable String tenant,
        @Schema(type = SchemaType.OBJECT, description = "As it was shown; null if it was not there")
                @JsonRawValue
                @Nullable String before,
        @Schema(type = SchemaType.OBJECT, description = "As it is shown; null if it is gone")
                @JsonRawValue
                @Nullable String after,
        @Schema(
                        enumeration = {"done", "intended"},
                        description = "intended: what became of it is unknown, or not known yet")
                String outcome,
        @Schema(description = "As in X-Request-Id") String requestId) {

    static AuditEntry of(ResultSet row) throws SQLException {
        return new AuditEntry(
                row.getObject("id", UUID.class),
                row.getObject("at", OffsetDateTime.class).toInstant(),
                row.getString("actor"),
                row.getObject("actor_key", UUID.class),
                row.getString("action"),
                row.getString("subject"),
                row.getString("subject_id"),
                row.getString("tenant"),
                row.getString("before"),
                row.getString("after"),
                row.getString("outcome"),
                row.getString("request_id"));
    }
}
