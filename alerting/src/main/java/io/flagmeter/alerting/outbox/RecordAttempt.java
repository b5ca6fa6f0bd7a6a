package io.flagmeter.alerting.outbox;

import io.flagmeter.alerting.outbox.Settlement.Settled;
import io.flagmeter.alerting.outbox.Settlement.State;
import io.flagmeter.alerting.retry.Verdict;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
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
            WHERE tenant = ? AND id = ? AND state = 'pending'
            """;

    private static final String ATTEMPT =
            """
            INSERT INTO alert_attempts (tenant, delivery_id, started_at, duration_ms, status, error)
            VALUES (?, ?, ?, ?, ?, ?)
            """;

    private static final int TIMESTAMP_TZ = Types.TIMESTAMP_WITH_TIMEZONE;

    private final DataSource dataSource;

    public RecordAttempt(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** After this the lane is free again, from the settlement's time on. */
    public void record(Claim claim, Attempt attempt, Settlement settlement, Instant now)
            throws SQLException {
        Transaction.run(
                dataSource,
                connection -> {
                    attempts(connection, claim.deliveries(), attempt);
                    update(connection, settlement.deliveries(), now);
                    Lanes.settle(
                            connection, claim.lane(), settlement.freeAt(), settlement.failures());
                    switch (attempt.verdict()) {
                        case Verdict.Gone(String error) ->
                                Hopeless.disable(connection, claim.endpoint().url(), error, now);
                        case Verdict.Failing(_, _) ->
                                Hopeless.expire(connection, claim.lane(), now);
                        case Verdict.Delivered(), Verdict.Busy(_, _), Verdict.Refused(_) -> {}
                    }
                    return claim;
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
                if (attempt.status().isPresent()) {
                    statement.setInt(5, attempt.status().getAsInt());
                } else {
                    statement.setNull(5, Types.INTEGER);
                }
                statement.setString(6, attempt.verdict().reason().orElse(null));
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    private static void update(Connection connection, List<Settled> deliveries, Instant now)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(UPDATE)) {
            for (Settled settled : deliveries) {
                switch (settled.state()) {
                    case State.Pending(Instant dueAt) -> state(statement, "pending", dueAt, null);
                    case State.Delivered() -> state(statement, "delivered", null, now);
                    case State.Dead() -> state(statement, "dead", null, now);
                }
                statement.setObject(4, Timestamps.of(settled.delivery().since()));
                statement.setString(5, settled.delivery().tenant());
                statement.setObject(6, settled.delivery().id());
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    private static void state(
            PreparedStatement statement,
            String state,
            @Nullable Instant dueAt,
            @Nullable Instant endedAt)
            throws SQLException {
        statement.setString(1, state);
        statement.setObject(2, dueAt == null ? null : Timestamps.of(dueAt), TIMESTAMP_TZ);
        statement.setObject(3, endedAt == null ? null : Timestamps.of(endedAt), TIMESTAMP_TZ);
    }
}
