package io.flagmeter.api.telemetry;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.ToDoubleFunction;
import javax.sql.DataSource;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Asks PostgreSQL how large and how busy it is. */
@Singleton
class WatchDatabase {

    private static final Logger LOG = Logger.getLogger(WatchDatabase.class);

    private final DataSource database;
    private final MeterRegistry metrics;
    private final AtomicReference<@Nullable DatabaseStatistics> statistics =
            new AtomicReference<>();

    WatchDatabase(DataSource database, MeterRegistry metrics) {
        this.database = database;
        this.metrics = metrics;
    }

    @Scheduled(every = "15s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    @RunOnVirtualThread
    void look() {
        try (Connection connection = database.getConnection()) {
            if (statistics.getAndSet(DatabaseStatistics.read(connection)) == null) {
                register();
            }
        } catch (SQLException e) {
            // An outage is told by flagmeter_database_up.
            LOG.debug("cannot read PostgreSQL's statistics", e);
        }
    }

    /** Not before there are figures: a counter that begins at 0 and jumps looks like a storm. */
    private void register() {
        Gauge.builder("flagmeter.database.size", () -> value(DatabaseStatistics::bytes))
                .description("Our database on PostgreSQL's disk")
                .baseUnit("bytes")
                .register(metrics);
        Gauge.builder(
                        "flagmeter.database.connections",
                        () -> value(DatabaseStatistics::connections))
                .description("Connections to our database, of all programs")
                .register(metrics);
        Gauge.builder(
                        "flagmeter.database.connections.limit",
                        () -> value(DatabaseStatistics::maxConnections))
                .description("PostgreSQL's max_connections")
                .register(metrics);
        transactions("commit", DatabaseStatistics::commits);
        transactions("rollback", DatabaseStatistics::rollbacks);
    }

    private void transactions(String outcome, ToDoubleFunction<DatabaseStatistics> figure) {
        FunctionCounter.builder("flagmeter.database.transactions", this, me -> me.value(figure))
                .description("Transactions in our database, of all programs")
                .tag("outcome", outcome)
                .register(metrics);
    }

    private double value(ToDoubleFunction<DatabaseStatistics> figure) {
        DatabaseStatistics last = statistics.get();
        return last == null ? Double.NaN : figure.applyAsDouble(last);
    }
}
