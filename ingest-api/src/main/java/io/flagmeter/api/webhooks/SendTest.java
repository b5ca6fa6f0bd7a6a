package io.flagmeter.api.webhooks;

import io.flagmeter.api.audit.Audit;
import io.flagmeter.api.audit.Change;
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

    SendTest(DataSource database, Audit audit) {
        this.database = database;
        this.audit = audit;
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
        UUID id = enqueue(tenant, webhook);
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        TestOutcome result = look(tenant, id);
        while (!result.isKnown() && System.nanoTime() < deadline) {
            LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
            result = look(tenant, id);
        }
        return result;
    }

    private UUID enqueue(String tenant, UUID webhook) throws SQLException {
        String owner = tenant.equals(Outbox.EVERY_TENANT) ? null : tenant;
        return Transaction.call(
                database,
                connection -> {
                    audit.write(connection, Change.of("webhook.test", "webhook", webhook, owner));
                    return Outbox.sendTest(connection, tenant, webhook);
                });
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
