package io.flagmeter.alerting.outbox;

import io.flagmeter.model.database.Transaction;
import io.flagmeter.model.outbox.DeliveryState;
import io.quarkus.scheduler.Scheduled;
import jakarta.inject.Singleton;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import javax.sql.DataSource;
import org.jboss.logging.Logger;

/** Deletes what is older than the retention, so that the outbox does not grow for ever. */
@Singleton
class PurgeAlerts {

    private static final Logger LOG = Logger.getLogger(PurgeAlerts.class);

    // A pending delivery is never too old, and its alert is needed to word it.
    private static final List<String> DELETE =
            List.of(
                    "DELETE FROM alert_attempts WHERE started_at < ?",
                    "DELETE FROM alert_deliveries WHERE ended_at < ? AND state <> "
                            + DeliveryState.PENDING.sql(),
                    """
                    DELETE FROM alerts a
                    WHERE created_at < ?
                      AND NOT EXISTS (SELECT
                                      FROM alert_deliveries d
                                      WHERE d.tenant = a.tenant AND d.alert_id = a.id)
                    """,
                    "DELETE FROM alert_lanes WHERE free_at < ?");

    private final DataSource dataSource;
    private final Clock clock;
    private final AlertRetentionConfig config;

    PurgeAlerts(DataSource dataSource, Clock clock, AlertRetentionConfig config) {
        this.dataSource = dataSource;
        this.clock = clock;
        this.config = config;
    }

    @Scheduled(every = "6h", delayed = "1m")
    void turn() {
        try {
            purge();
        } catch (SQLException e) {
            LOG.warnf("old alerts were not deleted, next try in 6 h: %s", e.getMessage());
        }
    }

    /** How many rows are no more. */
    int purge() throws SQLException {
        Instant limit = clock.instant().minus(config.alerts());
        return Transaction.call(
                dataSource,
                connection -> {
                    int deleted = 0;
                    for (String sql : DELETE) {
                        try (PreparedStatement statement = connection.prepareStatement(sql)) {
                            statement.setObject(1, Timestamps.of(limit));
                            deleted += statement.executeUpdate();
                        }
                    }
                    return deleted;
                });
    }
}
