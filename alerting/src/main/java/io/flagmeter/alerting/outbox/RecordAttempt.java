package io.flagmeter.alerting.outbox;

import io.flagmeter.alerting.http.DeliveryResult;
import io.flagmeter.alerting.outbox.ConcludeAttempt.Concluded;
import io.flagmeter.alerting.outbox.ConcludeAttempt.Conclusion;
import io.flagmeter.alerting.outbox.ConcludeAttempt.State;
import io.flagmeter.model.database.Transaction;
import io.flagmeter.model.outbox.DeliveryState;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Writes down what came of a claim, in one transaction. */
@Singleton
public class RecordAttempt {

    // Pending still: another instance may have been quicker, after our lease had run out.
    private static final String UPDATE =
            """
            UPDATE alert_deliveries
            SET state = ?, due_at = coalesce(?, due_at), ended_at = ?, attempts = attempts + 1,
                pending_since = ?
            WHERE tenant = ? AND id = ? AND state = %s
            """
                    .formatted(DeliveryState.PENDING.sql());

    private static final String ATTEMPT =
            """
            INSERT INTO alert_attempts (tenant, delivery_id, started_at, duration_ms, status, error)
            VALUES (?, ?, ?, ?, ?, ?)
            """;

    private static final int TIMESTAMP_TZ = Types.TIMESTAMP_WITH_TIMEZONE;

    /** One request that was made, or could not be. */
    public record Attempt(Instant startedAt, Duration duration, DeliveryResult result) {}

    private final DataSource dataSource;

    public RecordAttempt(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** After this the destination is free again, from the conclusion's time on. */
    public void record(ClaimedDeliveries claim, Attempt attempt, Conclusion conclusion, Instant now)
            throws SQLException {
        Transaction.run(
                dataSource,
                connection -> {
                    attempts(connection, claim.deliveries(), attempt);
                    update(connection, conclusion.deliveries(), now);
                    Destinations.release(
                            connection,
                            claim.destination(),
                            conclusion.freeAt(),
                            conclusion.failures());
                    switch (attempt.result().kind()) {
                        case GONE ->
                                GiveUp.disable(
                                        connection,
                                        claim.endpoint().url(),
                                        attempt.result().error().orElseThrow(),
                                        now);
                        case FAILING -> GiveUp.expire(connection, claim.destination(), now);
                        case DELIVERED, BUSY, REFUSED -> {}
                    }
                });
    }

    private static void attempts(Connection connection, List<Delivery> deliveries, Attempt attempt)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(ATTEMPT)) {
            for (Delivery delivery : deliveries) {
                statement.setString(1, delivery.tenant());
                statement.setObject(2, delivery.id());
                statement.setObject(3, Timestamps.of(attempt.startedAt()));
                statement.setLong(4, attempt.duration().toMillis());
                if (attempt.result().status().isPresent()) {
                    statement.setInt(5, attempt.result().status().getAsInt());
                } else {
                    statement.setNull(5, Types.INTEGER);
                }
                statement.setString(6, attempt.result().error().orElse(null));
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    private static void update(Connection connection, List<Concluded> deliveries, Instant now)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(UPDATE)) {
            for (Concluded concluded : deliveries) {
                switch (concluded.state()) {
                    case State.Pending(Instant dueAt) ->
                            state(statement, DeliveryState.PENDING, dueAt, null);
                    case State.Delivered() -> state(statement, DeliveryState.DELIVERED, null, now);
                    case State.Dead() -> state(statement, DeliveryState.DEAD, null, now);
                }
                statement.setObject(4, Timestamps.of(concluded.delivery().since()));
                statement.setString(5, concluded.delivery().tenant());
                statement.setObject(6, concluded.delivery().id());
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    private static void state(
            PreparedStatement statement,
            DeliveryState state,
            @Nullable Instant dueAt,
            @Nullable Instant endedAt)
            throws SQLException {
        statement.setString(1, state.text());
        statement.setObject(2, dueAt == null ? null : Timestamps.of(dueAt), TIMESTAMP_TZ);
        statement.setObject(3, endedAt == null ? null : Timestamps.of(endedAt), TIMESTAMP_TZ);
    }
}
