package io.flagmeter.api.repeat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.flagmeter.model.database.Transaction;
import io.flagmeter.server.problem.Problem;
import io.flagmeter.server.problem.ProblemException;
import io.flagmeter.server.problem.ProblemType;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Sees to it that a request with an Idempotency-Key is done once. What was answered is kept for 24
 * h, and committed together with what was done. A refusal is not kept: nothing was done, so the
 * request may be tried again. Of a request without a key nothing is asked and nothing kept.
 */
@Singleton
public class Repeats {

    /** Answers that are kept of one caller, and of all. */
    static final int MOST_OF_ONE = 10_000;

    static final int MOST = 20_000;

    private static final String LOCK =
            "SELECT pg_try_advisory_xact_lock(hashtextextended('idempotency ' || ? || ' ' || ?, 0))";

    // Whoever was at it and is not done after a minute is dead, and moved some letters or none.
    private static final String FIND =
            """
            SELECT request, status, body, created_at < now() - interval '1 minute' AS abandoned
              FROM idempotency_keys
             WHERE caller = ? AND key = ? AND created_at > now() - interval '24 hours'
            """;

    private static final String COUNT =
            "SELECT count(*), count(*) FILTER (WHERE caller = ?) FROM idempotency_keys";

    private static final String FORGET_OLD =
            """
            DELETE FROM idempotency_keys
             WHERE (caller, key) IN (SELECT caller, key FROM idempotency_keys
                                      WHERE created_at < now() - interval '24 hours'
                                      ORDER BY created_at LIMIT 1000
                                        FOR UPDATE SKIP LOCKED)
            """;

    private static final String KEEP =
            """
            INSERT INTO idempotency_keys (caller, key, request, status, body)
            VALUES (?, ?, ?, ?, ?)
            ON CONFLICT (caller, key) DO UPDATE
               SET request = excluded.request, status = excluded.status, body = excluded.body,
                   created_at = now()
            """;

    private static final String FORGET =
            "DELETE FROM idempotency_keys WHERE caller = ? AND key = ? AND status IS NULL";

    private final DataSource database;
    private final ObjectMapper json;
    private final CurrentVertxRequest request;

    /** What this process is at: it knows without asking, and before it waits for a lock. */
    private final Set<AskedOnce> underWay = ConcurrentHashMap.newKeySet();

    Repeats(DataSource database, ObjectMapper json, CurrentVertxRequest request) {
        this.database = database;
        this.json = json;
        this.request = request;
    }

    /**
     * Takes a request that is to be done once.
     *
     * @throws AnsweredBefore if it was done
     * @throws ProblemException if it is under way, or the key was used for another
     */
    void ask(AskedOnce asked, RoutingContext context) throws SQLException {
        // Before anything is checked that may have changed since.
        try (Connection connection = database.getConnection()) {
            var _ = look(connection, asked);
        }
        var mine = new AskedOnce(asked.caller(), asked.key(), "");
        if (!underWay.add(mine)) {
            throw inUse();
        }
        context.addEndHandler(end -> underWay.remove(mine));
        asked.isOf(context);
    }

    /**
     * Does something once, in the transaction of the connection.
     *
     * @param status what it is answered with
     */
    public <T> T once(Connection connection, int status, Transaction.Work<T> work)
            throws SQLException {
        begin(connection);
        T answer = work.in(connection);
        answered(connection, status, answer);
        return answer;
    }

    /** Keeps others from doing the same until the transaction ends. */
    public void begin(Connection connection) throws SQLException {
        AskedOnce asked = AskedOnce.in(request.getCurrent());
        if (asked == null) {
            return;
        }
        if (!lock(connection, asked)) {
            throw inUse();
        }
        if (!look(connection, asked)) {
            requireRoom(connection, asked);
        }
    }

    /** Others may not do the same once the transaction has ended either, for a minute at most. */
    public void beginFor(Connection connection) throws SQLException {
        begin(connection);
        keep(connection, null, null);
    }

    /** Keeps the answer, in the transaction that does what was asked for. */
    public void answered(Connection connection, int status, @Nullable Object answer)
            throws SQLException {
        if (AskedOnce.in(request.getCurrent()) != null) {
            keep(connection, status, json(answer));
        }
    }

    /** What was begun for others was not done. */
    public void failed(Connection connection) throws SQLException {
        AskedOnce asked = AskedOnce.in(request.getCurrent());
        if (asked == null) {
            return;
        }
        try (PreparedStatement forget = connection.prepareStatement(FORGET)) {
            forget.setString(1, asked.caller());
            forget.setString(2, asked.key());
            forget.executeUpdate();
        }
    }

    private static boolean lock(Connection connection, AskedOnce asked) throws SQLException {
        try (PreparedStatement lock = connection.prepareStatement(LOCK)) {
            lock.setString(1, asked.caller());
            lock.setString(2, asked.key());
            try (ResultSet row = lock.executeQuery()) {
                row.next();
                return row.getBoolean(1);
            }
        }
    }

    /** Returns whether somebody has begun it, and died. */
    private static boolean look(Connection connection, AskedOnce asked) throws SQLException {
        try (PreparedStatement find = connection.prepareStatement(FIND)) {
            find.setString(1, asked.caller());
            find.setString(2, asked.key());
            try (ResultSet row = find.executeQuery()) {
                if (!row.next()) {
                    return false;
                }
                if (!row.getString("request").equals(asked.request())) {
                    throw Problem.of(
                                    ProblemType.IDEMPOTENCY_KEY_REUSED,
                                    "this Idempotency-Key was sent with another request: a new"
                                            + " request wants a new one")
                            .toException();
                }
                int status = row.getInt("status");
                if (!row.wasNull()) {
                    throw new AnsweredBefore(status, row.getString("body"));
                }
                if (!row.getBoolean("abandoned")) {
                    throw inUse();
                }
                return true;
            }
        }
    }

    private static void requireRoom(Connection connection, AskedOnce asked) throws SQLException {
        try (PreparedStatement forget = connection.prepareStatement(FORGET_OLD);
                PreparedStatement count = connection.prepareStatement(COUNT)) {
            forget.executeUpdate();
            count.setString(1, asked.caller());
            try (ResultSet row = count.executeQuery()) {
                row.next();
                if (row.getInt(1) >= MOST || row.getInt(2) >= MOST_OF_ONE) {
                    throw Problem.limit(
                                    ProblemType.BUSY,
                                    "too many requests of the last 24 h came with an"
                                            + " Idempotency-Key: send this one without, or later",
                                    MOST_OF_ONE)
                            .toException();
                }
            }
        }
    }

    private void keep(Connection connection, @Nullable Integer status, @Nullable String body)
            throws SQLException {
        AskedOnce asked = AskedOnce.in(request.getCurrent());
        if (asked == null) {
            return;
        }
        try (PreparedStatement keep = connection.prepareStatement(KEEP)) {
            keep.setString(1, asked.caller());
            keep.setString(2, asked.key());
            keep.setString(3, asked.request());
            keep.setObject(4, status, Types.SMALLINT);
            keep.setString(5, body);
            keep.executeUpdate();
        }
    }

    private String json(@Nullable Object answer) {
        try {
            return json.writeValueAsString(
                    answer instanceof ShownOnce shown ? shown.withoutSecret() : answer);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("what is answered can be written", e);
        }
    }

    private static ProblemException inUse() {
        return Problem.of(
                        ProblemType.IDEMPOTENCY_KEY_IN_USE,
                        "the request of this Idempotency-Key is still under way: send it again for"
                                + " its answer")
                .toException();
    }
}
