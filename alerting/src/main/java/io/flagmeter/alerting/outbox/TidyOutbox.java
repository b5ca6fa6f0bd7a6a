package io.flagmeter.alerting.outbox;

import io.flagmeter.model.database.Transaction;
import io.flagmeter.model.outbox.DeliveryState;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.function.ToDoubleFunction;
import javax.sql.DataSource;
import org.jboss.logging.Logger;

/** Ends what nobody can receive any more, and looks how much waits. */
@Singleton
class TidyOutbox {

    private static final Logger LOG = Logger.getLogger(TidyOutbox.class);

    private final DataSource dataSource;
    private final Clock clock;
    private final MeterRegistry registry;
    private volatile Backlog state = Backlog.EMPTY;

    TidyOutbox(DataSource dataSource, Clock clock, MeterRegistry registry) {
        this.dataSource = dataSource;
        this.clock = clock;
        this.registry = registry;
        gauge("flagmeter.deliveries.pending", Backlog::pending);
        gauge("flagmeter.deliveries.dead", Backlog::dead);
        gauge("flagmeter.delivery.breakers.open", Backlog::open);
        gauge("flagmeter.delivery.breakers.half.open", Backlog::halfOpen);
    }

    @Scheduled(every = "10s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void turn() {
        try {
            tidy();
        } catch (SQLException e) {
            LOG.warnf("upkeep of the outbox failed, next try in 10 s: %s", e.getMessage());
        }
    }

    void tidy() throws SQLException {
        state =
                Transaction.call(
                        dataSource,
                        connection -> {
                            int ended = GiveUp.endWithoutEndpoint(connection, clock.instant());
                            if (ended > 0) {
                                LOG.warnf(
                                        "%d deliveries were given up: their webhook does not exist any more",
                                        ended);
                            }
                            return Backlog.read(connection, clock.instant());
                        });
    }

    private void gauge(String name, ToDoubleFunction<Backlog> value) {
        Gauge.builder(name, () -> value.applyAsDouble(state)).register(registry);
    }

    /**
     * How the outbox is doing.
     *
     * @param open breakers of URLs that are left alone
     * @param halfOpen breakers whose next message decides
     */
    private record Backlog(long pending, long dead, long open, long halfOpen) {

        static final Backlog EMPTY = new Backlog(0, 0, 0, 0);

        private static final String READ =
                """
                SELECT (SELECT count(*) FROM alert_deliveries WHERE state = %s) AS pending,
                       (SELECT count(*) FROM alert_deliveries WHERE state = %s) AS dead,
                       count(*) FILTER (WHERE free_at > ?) AS open,
                       count(*) FILTER (WHERE free_at <= ?) AS half_open
                FROM alert_lanes
                WHERE failures >= ?
                """
                        .formatted(DeliveryState.PENDING.sql(), DeliveryState.DEAD.sql());

        static Backlog read(Connection connection, Instant now) throws SQLException {
            try (PreparedStatement statement = connection.prepareStatement(READ)) {
                statement.setObject(1, Timestamps.of(now));
                statement.setObject(2, Timestamps.of(now));
                statement.setInt(3, Breaker.OPENS_AT);
                try (ResultSet row = statement.executeQuery()) {
                    row.next();
                    return new Backlog(
                            row.getLong("pending"),
                            row.getLong("dead"),
                            row.getLong("open"),
                            row.getLong("half_open"));
                }
            }
        }
    }
}
