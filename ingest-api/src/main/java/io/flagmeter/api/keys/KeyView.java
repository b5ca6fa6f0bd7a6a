package io.flagmeter.api.keys;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.flagmeter.api.repeat.ShownOnce;
import io.flagmeter.model.access.Scope;
import io.flagmeter.server.precondition.EntityTag;
import io.flagmeter.server.precondition.Tagged;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A key in an answer.
 *
 * @param shown its first characters
 * @param key the whole of a new one, shown this once
 */
@Schema(name = "Key")
record KeyView(
        UUID id,
        String name,
        @Schema(description = "Its first characters") String shown,
        @Schema(ref = "Scopes") List<String> scopes,
        @Schema(description = "Whose events and usage it is for; null is every tenant")
                @Nullable String tenant,
        Instant createdAt,
        @Schema(description = "Null is never") @Nullable Instant expiresAt,
        @Nullable Instant revokedAt,
        @Schema(description = "Up to a minute late") @Nullable Instant lastUsedAt,
        @Schema(description = "The whole key, shown this once")
                @JsonInclude(JsonInclude.Include.NON_NULL)
                @Nullable String key)
        implements Tagged, ShownOnce {

    KeyView {
        scopes = List.copyOf(scopes);
    }

    static KeyView of(ResultSet row) throws SQLException {
        var scopes = List.of((String[]) row.getArray("scopes").getArray());
        return new KeyView(
                row.getObject("id", UUID.class),
                row.getString("name"),
                row.getString("shown"),
                // In the order in which they are documented, however they were written.
                Stream.of(Scope.values()).map(Scope::text).filter(scopes::contains).toList(),
                row.getString("tenant"),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                instant(row, "expires_at"),
                instant(row, "revoked_at"),
                instant(row, "last_used_at"),
                null);
    }

    KeyView with(@Nullable String wholeKey) {
        return new KeyView(
                id,
                name,
                shown,
                scopes,
                tenant,
                createdAt,
                expiresAt,
                revokedAt,
                lastUsedAt,
                wholeKey);
    }

    @Override
    public KeyView withoutSecret() {
        return with(null);
    }

    /** Not of when it was used: that is no change of it. */
    @Override
    public EntityTag tag() {
        return EntityTag.of(id, name, scopes, tenant, createdAt, expiresAt, revokedAt);
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }
}
