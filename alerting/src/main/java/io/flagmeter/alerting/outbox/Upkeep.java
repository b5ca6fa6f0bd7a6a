package io.flagmeter.alerting.outbox;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Clock;
import java.util.function.ToDoubleFunction;
import javax.sql.DataSource;
import org.jboss.logging.Logger;

/** Ends what nobody can receive any more, and looks how much waits. */
@Singleton
class Upkeep {

    private static final Logger LOG = Logger.getLogger(Upkeep.class);

    private final DataSource dataSource;
    private final Clock clock;
    private final MeterRegistry registry;
    private volatile OutboxState state = OutboxState.EMPTY;

    Upkeep(DataSource dataSource, Clock clock, MeterRegistry registry) {
        this.dataSource = dataSource;
        this.clock = clock;
        this.registry = registry;
        gauge("flagmeter.deliveries.pending", OutboxState::pending);
        gauge("flagmeter.deliveries.dead", OutboxState::dead);
        gauge("flagmeter.delivery.breakers.open", OutboxState::open);
        gauge("flagmeter.delivery.breakers.half.open", OutboxState::halfOpen);
    }

    @Scheduled(every = "10s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void turn() {
        try {
            tidy();
        } catch (SQLException e) {
            LOG.warnf("the outbox was not looked after, next try in 10 s: %s", e.getMessage());
        }
    }

    void tidy() throws SQLException {
        state =
                Transaction.run(
                        dataSource,
                        connection -> {
                            int ended = GiveUp.endWithoutEndpoint(connection, clock.instant());
                            if (ended > 0) {
                                LOG.warnf("%d deliveries had no webhook to go to", ended);
                            }
                            return OutboxState.read(connection, clock.instant());
                        });
    }

    private void gauge(String name, ToDoubleFunction<OutboxState> value) {
        Gauge.builder(name, () -> value.applyAsDouble(state)).register(registry);
    }
}
