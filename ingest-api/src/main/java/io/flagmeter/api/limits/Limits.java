package io.flagmeter.api.limits;

import io.flagmeter.api.audit.Audit;
import io.flagmeter.api.audit.Change;
import io.flagmeter.model.database.Transaction;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** The limits as they stand in PostgreSQL, and their changes. */
@Singleton
class Limits {

    /** What every process can hold in memory. */
    static final int MOST = 10_000;

    private static final String COLUMNS =
            "subject, requests_per_minute, tokens_per_minute, burst_seconds, algorithm, updated_at";

    /**
     * Makes every process read the limits, once the change that it is a part of is committed. Until
     * then nobody else changes one.
     */
    private static final String TELL =
            """
            WITH told AS (
                INSERT INTO changes (topic, version)
                VALUES ('limits', pg_current_xact_id()::text::bigint)
                    ON CONFLICT (topic) DO UPDATE SET version = excluded.version
             RETURNING topic)
            SELECT pg_notify('flagmeter_changes', topic) FROM told
            """;

    /** Keys are forgotten some time after they ended, and their limits then. */
    private static final String FORGET =
            """
            DELETE FROM rate_limits
             WHERE subject LIKE 'key:%'
               AND NOT EXISTS (SELECT 1 FROM api_keys WHERE 'key:' || id = subject)
            """;

    /** A limit that is there may be changed also where there is no room for another. */
    private static final String PUT =
            """
            INSERT INTO rate_limits
                   (subject, requests_per_minute, tokens_per_minute, burst_seconds, algorithm)
            SELECT subject, ?, ?, ?, ? FROM (VALUES (?)) AS wanted (subject)
             WHERE (SELECT count(*) FROM rate_limits) < %d
                OR EXISTS (SELECT 1 FROM rate_limits r WHERE r.subject = wanted.subject)
            ON CONFLICT (subject) DO UPDATE
               SET requests_per_minute = excluded.requests_per_minute,
                   tokens_per_minute = excluded.tokens_per_minute,
                   burst_seconds = excluded.burst_seconds,
                   algorithm = excluded.algorithm,
                   updated_at = now()
            RETURNING %s
            """
                    .formatted(MOST, COLUMNS);

    private static final String LIST =
            "SELECT %s FROM rate_limits WHERE subject > ? COLLATE \"C\" ORDER BY subject COLLATE \"C\" LIMIT ?"
                    .formatted(COLUMNS);

    private static final String DELETE =
            "DELETE FROM rate_limits WHERE subject = ? RETURNING %s".formatted(COLUMNS);

    private static final String FIND =
            "SELECT %s FROM rate_limits WHERE subject = ?".formatted(COLUMNS);

    private static final String KEY = "SELECT 1 FROM api_keys WHERE id = ?";

    private final DataSource database;
    private final Audit audit;

    Limits(DataSource database, Audit audit) {
        this.database = database;
        this.audit = audit;
    }

    /** By their subjects, byte by byte. */
    List<LimitView> after(String subject, int most) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement query = connection.prepareStatement(LIST)) {
            query.setString(1, subject);
            query.setInt(2, most);
            try (ResultSet rows = query.executeQuery()) {
                var found = new ArrayList<LimitView>();
                while (rows.next()) {
                    found.add(LimitView.of(rows));
                }
                return found;
            }
        }
    }

    /** Whether there is such a key, if it is one. */
    boolean isThere(Subject subject) throws SQLException {
        if (subject.key() == null) {
            return true;
        }
        try (Connection connection = database.getConnection();
                PreparedStatement query = connection.prepareStatement(KEY)) {
            query.setObject(1, subject.key());
            try (ResultSet rows = query.executeQuery()) {
                return rows.next();
            }
        }
    }

    /** Makes or changes it; empty if there are as many as there may be. */
    Optional<LimitView> put(Subject subject, NewLimit wanted) throws SQLException {
        return Transaction.call(database, connection -> put(connection, subject, wanted));
    }

    private Optional<LimitView> put(Connection connection, Subject subject, NewLimit wanted)
            throws SQLException {
        Optional<LimitView> before = locked(connection, subject);
        try (PreparedStatement forget = connection.prepareStatement(FORGET);
                PreparedStatement put = connection.prepareStatement(PUT)) {
            forget.executeUpdate();
            setNumber(put, 1, wanted.requestsPerMinute());
            setNumber(put, 2, wanted.tokensPerMinute());
            put.setInt(3, wanted.burstSeconds());
            put.setString(4, wanted.algorithm());
            put.setString(5, subject.text());
            Optional<LimitView> after = one(put);
            if (after.isPresent()) {
                audit.write(
                        connection,
                        change("put", subject).from(before.orElse(null)).to(after.get()));
            }
            return after;
        }
    }

    /** The limit that is no more; empty if there was none. */
    Optional<LimitView> delete(Subject subject) throws SQLException {
        return Transaction.call(database, connection -> delete(connection, subject));
    }

    private Optional<LimitView> delete(Connection connection, Subject subject) throws SQLException {
        Optional<LimitView> before = locked(connection, subject);
        try (PreparedStatement delete = connection.prepareStatement(DELETE)) {
            delete.setString(1, subject.text());
            Optional<LimitView> gone = one(delete);
            if (gone.isPresent()) {
                audit.write(connection, change("delete", subject).from(before.orElse(null)));
            }
            return gone;
        }
    }

    /** As it stands until this transaction changes it. */
    private static Optional<LimitView> locked(Connection connection, Subject subject)
            throws SQLException {
        try (PreparedStatement tell = connection.prepareStatement(TELL);
                PreparedStatement find = connection.prepareStatement(FIND)) {
            tell.execute();
            find.setString(1, subject.text());
            return one(find);
        }
    }

    private static Change change(String what, Subject subject) {
        return new Change(
                "rate-limit." + what, "rate-limit", subject.text(), subject.tenant(), null, null);
    }

    private static Optional<LimitView> one(PreparedStatement statement) throws SQLException {
        try (ResultSet rows = statement.executeQuery()) {
            return rows.next() ? Optional.of(LimitView.of(rows)) : Optional.empty();
        }
    }

    private static void setNumber(PreparedStatement statement, int place, @Nullable Long number)
            throws SQLException {
        statement.setObject(place, number, Types.BIGINT);
    }
}
