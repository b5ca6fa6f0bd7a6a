package io.flagmeter.server.access;

import io.flagmeter.model.access.KeyHash;
import io.flagmeter.model.access.Scope;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * All keys that there are, in memory: no request asks the database, one with an invented key
 * neither, and there is no cache of those which a stranger could fill.
 */
@Singleton
class KnownKeys implements Followed {

    private static final String READ =
            "SELECT id, hash, name, scopes, tenant, expires_at, revoked_at FROM api_keys";

    /** Two processes note the same key: the later time stays. */
    private static final String NOTE =
            """
            UPDATE api_keys k
               SET last_used_at = greatest(k.last_used_at, to_timestamp(u.millis / 1000.0))
              FROM (SELECT * FROM unnest(?::uuid[], ?::bigint[]) AS i (id, millis) ORDER BY id) u
             WHERE k.id = u.id
            """;

    private volatile Map<KeyHash, KnownKey> keys = Map.of();
    private volatile boolean read;

    @Inject
    KnownKeys(Instance<DataSource> database) {
        this(database.isUnsatisfied());
    }

    /**
     * None yet.
     *
     * @param complete whether there are no others, as in a server without a database
     */
    KnownKeys(boolean complete) {
        read = complete;
    }

    /** Whether all are known: not before the first answer of the database. */
    boolean areRead() {
        return read;
    }

    @Nullable KnownKey find(KeyHash hash) {
        return keys.get(hash);
    }

    @Override
    public String topic() {
        return "keys";
    }

    @Override
    public String words() {
        return "API keys";
    }

    @Override
    public void read(Connection connection) throws SQLException {
        note(connection);
        var found = new HashMap<KeyHash, KnownKey>();
        try (PreparedStatement query = connection.prepareStatement(READ);
                ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                found.put(KeyHash.of(rows.getBytes("hash")), key(rows));
            }
        }
        keys = found;
        read = true;
    }

    @Override
    public void note(Connection connection) throws SQLException {
        var used = new HashMap<KnownKey, Long>();
        for (KnownKey key : keys.values()) {
            if (key.usedAt() > key.notedAt()) {
                used.put(key, key.usedAt());
            }
        }
        if (used.isEmpty()) {
            return;
        }
        try (PreparedStatement update = connection.prepareStatement(NOTE)) {
            update.setArray(
                    1,
                    connection.createArrayOf(
                            "uuid", used.keySet().stream().map(KnownKey::id).toArray()));
            update.setArray(2, connection.createArrayOf("bigint", used.values().toArray()));
            update.executeUpdate();
        }
        used.forEach(KnownKey::noted);
    }

    private static KnownKey key(ResultSet row) throws SQLException {
        String[] scopes = (String[]) row.getArray("scopes").getArray();
        UUID id = row.getObject("id", UUID.class);
        return new KnownKey(
                id,
                new Caller(
                        row.getString("name"),
                        scopes(List.of(scopes)),
                        row.getString("tenant"),
                        id),
                instant(row.getObject("expires_at", OffsetDateTime.class)),
                row.getObject("revoked_at") != null);
    }

    private static Set<Scope> scopes(Collection<String> texts) {
        return texts.stream().map(Scope::of).flatMap(Optional::stream).collect(Collectors.toSet());
    }

    private static @Nullable Instant instant(@Nullable OffsetDateTime time) {
        return time == null ? null : time.toInstant();
    }
}
