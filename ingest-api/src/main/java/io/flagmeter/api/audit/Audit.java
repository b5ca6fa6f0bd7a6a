package io.flagmeter.api.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.flagmeter.api.repeat.Repeats;
import io.flagmeter.api.repeat.ShownOnce;
import io.flagmeter.model.database.Transaction;
import io.flagmeter.server.access.Caller;
import io.flagmeter.server.access.RequestCaller;
import io.flagmeter.server.requestid.RequestId;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Writes the audit log, in the name of whoever sends the request that is under way. */
@Singleton
public class Audit {

    private static final String WRITE =
            """
            INSERT INTO audit_log (actor, actor_key, action, subject, subject_id, tenant,
                                   before, after, outcome, request_id)
            VALUES (?, ?, ?, ?, ?, ?, ?::jsonb, ?::jsonb, ?, ?)
            RETURNING id
            """;

    private static final String FINISH =
            """
            UPDATE audit_log SET outcome = 'done', after = coalesce(after, '{}') || ?::jsonb
             WHERE id = ?
            """;

    private final DataSource database;
    private final Repeats repeats;
    private final ObjectMapper json;
    private final CurrentVertxRequest request;

    Audit(DataSource database, Repeats repeats, ObjectMapper json, CurrentVertxRequest request) {
        this.database = database;
        this.repeats = repeats;
        this.json = json;
        this.request = request;
    }

    /**
     * Writes that something is changed.
     *
     * @param connection of the transaction that changes it, so that both are committed or neither
     */
    public void write(Connection connection, Change change) throws SQLException {
        var _ = write(connection, change, "done");
    }

    /**
     * Does something to what is not in PostgreSQL. That it is intended is written before; when it
     * is done, how it ended is added. Where the process died in between, nobody can tell whether it
     * was done, and the log says just that.
     *
     * @param work returns what is added, and answered with 200
     */
    public <T> T intend(Change change, Supplier<T> work) throws SQLException {
        UUID id =
                Transaction.call(
                        database,
                        connection -> {
                            repeats.beginFor(connection);
                            return write(connection, change, "intended");
                        });
        T result;
        try {
            result = work.get();
        } catch (RuntimeException e) {
            failed(e);
            throw e;
        }
        Transaction.run(
                database,
                connection -> {
                    finish(connection, id, result);
                    repeats.answered(connection, 200, result);
                });
        return result;
    }

    /** So that whoever sends the request again need not wait. */
    private void failed(RuntimeException cause) {
        try {
            Transaction.run(database, repeats::failed);
        } catch (SQLException e) {
            cause.addSuppressed(e);
        }
    }

    private UUID write(Connection connection, Change change, String outcome) throws SQLException {
        RoutingContext context = request.getCurrent();
        Caller caller = RequestCaller.of(context);
        try (PreparedStatement insert = connection.prepareStatement(WRITE)) {
            insert.setString(1, caller.name());
            insert.setObject(2, caller.key());
            insert.setString(3, change.action());
            insert.setString(4, change.subject());
            insert.setString(5, change.id());
            insert.setString(6, change.tenant());
            insert.setString(7, json(change.before()));
            insert.setString(8, json(change.after()));
            insert.setString(9, outcome);
            insert.setString(10, RequestId.of(context.request()));
            try (ResultSet row = insert.executeQuery()) {
                row.next();
                return row.getObject(1, UUID.class);
            }
        }
    }

    private void finish(Connection connection, UUID id, @Nullable Object result)
            throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(FINISH)) {
            update.setString(1, json(result));
            update.setObject(2, id);
            update.executeUpdate();
        }
    }

    private @Nullable String json(@Nullable Object state) {
        try {
            return state == null
                    ? null
                    : json.writeValueAsString(
                            state instanceof ShownOnce shown ? shown.withoutSecret() : state);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("what is answered can be written", e);
        }
    }
}
