package io.flagmeter.api.webhooks;

import io.flagmeter.api.audit.Audit;
import io.flagmeter.api.audit.Change;
import io.flagmeter.api.repeat.Repeats;
import io.flagmeter.model.database.Transaction;
import io.flagmeter.model.outbox.DeliveryState;
import io.flagmeter.model.outbox.Outbox;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** Has the alerting service send a test message, and looks what becomes of it. */
@Singleton
class SendTest {

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(50);

    private static final String LOOK =
            """
            SELECT d.state, d.attempts, a.status, a.error
              FROM alert_deliveries d
              LEFT JOIN LATERAL (SELECT status, error
                                   FROM alert_attempts
                                  WHERE tenant = d.tenant AND delivery_id = d.id
                                  ORDER BY id DESC LIMIT 1) a ON true
             WHERE d.tenant = ? AND d.id = ?
            """;

    private final DataSource database;
    private final Audit audit;
    private final Repeats repeats;

    SendTest(DataSource database, Audit audit, Repeats repeats) {
        this.database = database;
        this.audit = audit;
        this.repeats = repeats;
    }

    /**
     * What is known of the message.
     *
     * @param state pending, delivered or dead
     * @param status of the last answer
     */
    record TestOutcome(
            @Schema(enumeration = {"pending", "delivered", "dead"}) String state,
            int attempts,
            @Schema(description = "Of the last answer") @Nullable Integer status,
            @Nullable String lastError) {

        /** Whether the first attempt was made. */
        boolean isKnown() {
            return !state.equals(DeliveryState.PENDING.text()) || attempts > 0;
        }
    }

    TestOutcome send(String tenant, UUID webhook) throws SQLException {
        UUID id = Transaction.call(database, connection -> enqueue(connection, tenant, webhook));
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        TestOutcome result = look(tenant, id);
        while (!result.isKnown() && System.nanoTime() < deadline) {
            LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
            result = look(tenant, id);
        }
        TestOutcome known = result;
        if (known.isKnown()) {
            Transaction.run(database, connection -> repeats.answered(connection, 200, known));
        }
        return known;
    }

    /** Who asks again before it is known what comes of it hears that, and sends no other. */
    private UUID enqueue(Connection connection, String tenant, UUID webhook) throws SQLException {
        repeats.begin(connection);
        String owner = tenant.equals(Outbox.EVERY_TENANT) ? null : tenant;
        audit.write(connection, Change.of("webhook.test", "webhook", webhook, owner));
        UUID id = Outbox.sendTest(connection, tenant, webhook);
        repeats.answered(
                connection, 202, new TestOutcome(DeliveryState.PENDING.text(), 0, null, null));
        return id;
    }

    private TestOutcome look(String tenant, UUID id) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement query = connection.prepareStatement(LOOK)) {
            query.setString(1, tenant);
            query.setObject(2, id);
            try (ResultSet row = query.executeQuery()) {
                row.next();
                return new TestOutcome(
                        row.getString(1),
                        row.getInt(2),
                        row.getObject(3, Integer.class),
                        row.getString(4));
            }
        }
    }
}
