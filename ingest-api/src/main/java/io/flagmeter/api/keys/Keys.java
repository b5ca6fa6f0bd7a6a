package io.flagmeter.api.keys;

import io.flagmeter.api.audit.Audit;
import io.flagmeter.api.audit.Change;
import io.flagmeter.api.repeat.Repeats;
import io.flagmeter.model.access.ApiKey;
import io.flagmeter.model.access.Scope;
import io.flagmeter.model.database.Transaction;
import io.flagmeter.server.precondition.Preconditions;
import io.flagmeter.server.problem.Problem;
import io.flagmeter.server.problem.ProblemException;
import io.flagmeter.server.problem.ProblemType;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** The keys as they stand in PostgreSQL, and their changes. */
@Singleton
class Keys {

    /** What every process can hold in memory: a key takes some 300 bytes there. */
    static final int MOST = 10_000;

    private static final String COLUMNS =
            "id, name, shown, scopes, tenant, created_at, expires_at, revoked_at, last_used_at";

    /** Makes every process read the keys, once the change that it is a part of is committed. */
    private static final String TOLD =
            """
            WITH told AS (
                UPDATE changes SET version = pg_current_xact_id()::text::bigint WHERE topic = 'keys'
             RETURNING pg_notify('flagmeter_changes', topic))
            """;

    private static final String CREATE =
            """
            %s
            INSERT INTO api_keys (hash, shown, name, scopes, tenant, expires_at)
            SELECT ?, ?, ?, ?, ?, ?
             WHERE (SELECT count(*) FROM api_keys) < %d
            RETURNING %s
            """
                    .formatted(TOLD, MOST, COLUMNS);

    /** Those that count no more are kept for a while, so that one can look up which it was. */
    private static final String FORGET =
            """
            DELETE FROM api_keys
             WHERE least(revoked_at, expires_at) < now() - interval '30 days'
            """;

    private static final String LIST =
            """
            SELECT %s FROM api_keys
             WHERE id > ? AND (?::text IS NULL OR tenant = ?)
             ORDER BY id
             LIMIT ?
            """
                    .formatted(COLUMNS);

    private static final String FIND = "SELECT %s FROM api_keys WHERE id = ?".formatted(COLUMNS);

    /** Nobody else changes it until the transaction ends. */
    private static final String LOCK = FIND + " FOR UPDATE";

    private static final String REVOKE =
            """
            %s
            UPDATE api_keys SET revoked_at = coalesce(revoked_at, now())
             WHERE id = ?
            RETURNING %s
            """
                    .formatted(TOLD, COLUMNS);

    /** The old one counts on for the overlap; it never gets more time than it had. */
    private static final String ROTATE =
            """
            %s, before AS (
                UPDATE api_keys
                   SET expires_at = least(expires_at, now() + ? * interval '1 second')
                 WHERE id = ? AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > now())
             RETURNING name, scopes, tenant, old.expires_at)
            INSERT INTO api_keys (hash, shown, name, scopes, tenant, expires_at)
            SELECT ?, ?, name, scopes, tenant, coalesce(?, expires_at)
              FROM before
            RETURNING %s
            """
                    .formatted(TOLD, COLUMNS);

    /** Comes before every id. */
    static final UUID BEFORE_ALL = new UUID(0, 0);

    private final DataSource database;
    private final Preconditions preconditions;
    private final Audit audit;
    private final Repeats repeats;
    private final SecureRandom random = new SecureRandom();

    Keys(DataSource database, Preconditions preconditions, Audit audit, Repeats repeats) {
        this.database = database;
        this.preconditions = preconditions;
        this.audit = audit;
        this.repeats = repeats;
    }

    /**
     * The new key, whole.
     *
     * @throws ProblemException if there are as many as there may be
     */
    KeyView create(NewKey wanted) throws SQLException {
        return Transaction.call(
                database,
                connection -> repeats.once(connection, 201, same -> create(same, wanted)));
    }

    private KeyView create(Connection connection, NewKey wanted) throws SQLException {
        var key = ApiKey.random(random);
        try (PreparedStatement forget = connection.prepareStatement(FORGET);
                PreparedStatement insert = connection.prepareStatement(CREATE)) {
            forget.executeUpdate();
            insert.setBytes(1, key.hash().bytes());
            insert.setString(2, key.shown());
            insert.setString(3, wanted.name());
            insert.setArray(
                    4,
                    connection.createArrayOf(
                            "text", wanted.scopes().stream().map(Scope::text).toArray()));
            insert.setString(5, wanted.tenant());
            setTime(insert, 6, wanted.expiresAt());
            KeyView made = one(insert).orElseThrow(Keys::full);
            audit.write(connection, change("create", made).to(made));
            return made.with(key.text());
        }
    }

    /** Oldest first. */
    List<KeyView> after(UUID id, @Nullable String tenant, int most) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement query = connection.prepareStatement(LIST)) {
            query.setObject(1, id);
            query.setString(2, tenant);
            query.setString(3, tenant);
            query.setInt(4, most);
            try (ResultSet rows = query.executeQuery()) {
                var found = new ArrayList<KeyView>();
                while (rows.next()) {
                    found.add(KeyView.of(rows));
                }
                return found;
            }
        }
    }

    Optional<KeyView> find(UUID id) throws SQLException {
        try (Connection connection = database.getConnection()) {
            return byId(connection, FIND, id);
        }
    }

    /** From now on it does not count; one that was revoked stays as it is. */
    Optional<KeyView> revoke(UUID id) throws SQLException {
        return Transaction.call(database, connection -> revoke(connection, id));
    }

    private Optional<KeyView> revoke(Connection connection, UUID id) throws SQLException {
        Optional<KeyView> found = byId(connection, LOCK, id);
        if (found.isEmpty()) {
            return found;
        }
        KeyView before = found.get();
        preconditions.require(before);
        if (before.revokedAt() != null) {
            return found;
        }
        Optional<KeyView> after = byId(connection, REVOKE, id);
        audit.write(connection, change("revoke", before).from(before).to(after.orElse(null)));
        return after;
    }

    /**
     * A new key that may do the same, whole.
     *
     * @param expiresAt null if it is to end when the old one would have
     * @throws ProblemException if the old one is not there or counts no more
     */
    KeyView rotate(UUID id, Duration overlap, @Nullable Instant expiresAt) throws SQLException {
        return Transaction.call(
                database,
                connection ->
                        repeats.once(
                                connection, 201, same -> rotate(same, id, overlap, expiresAt)));
    }

    private KeyView rotate(
            Connection connection, UUID id, Duration overlap, @Nullable Instant expiresAt)
            throws SQLException {
        KeyView before = byId(connection, LOCK, id).orElseThrow(() -> unknown(id.toString()));
        var key = ApiKey.random(random);
        try (PreparedStatement rotate = connection.prepareStatement(ROTATE)) {
            rotate.setLong(1, overlap.toSeconds());
            rotate.setObject(2, id);
            rotate.setBytes(3, key.hash().bytes());
            rotate.setString(4, key.shown());
            setTime(rotate, 5, expiresAt);
            KeyView made = one(rotate).orElseThrow(Keys::endedBefore);
            audit.write(connection, change("rotate", before).from(before).to(made));
            return made.with(key.text());
        }
    }

    static ProblemException unknown(String id) {
        return Problem.of(ProblemType.UNKNOWN_KEY, "there is no key of this id: " + id)
                .toException();
    }

    private static ProblemException full() {
        return Problem.limit(
                        ProblemType.CONFLICT,
                        "there are as many keys as there may be: revoked and expired ones go after"
                                + " 30 days",
                        MOST)
                .toException();
    }

    private static ProblemException endedBefore() {
        return Problem.of(
                        ProblemType.CONFLICT,
                        "the key was revoked or has expired: POST /keys makes another")
                .toException();
    }

    private static Change change(String what, KeyView key) {
        return Change.of("key." + what, "key", key.id(), key.tenant());
    }

    private static Optional<KeyView> byId(Connection connection, String sql, UUID id)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setObject(1, id);
            return one(statement);
        }
    }

    private static Optional<KeyView> one(PreparedStatement statement) throws SQLException {
        try (ResultSet rows = statement.executeQuery()) {
            return rows.next() ? Optional.of(KeyView.of(rows)) : Optional.empty();
        }
    }

    private static void setTime(PreparedStatement statement, int place, @Nullable Instant time)
            throws SQLException {
        statement.setObject(
                place,
                time == null ? null : time.atOffset(ZoneOffset.UTC),
                Types.TIMESTAMP_WITH_TIMEZONE);
    }
}
