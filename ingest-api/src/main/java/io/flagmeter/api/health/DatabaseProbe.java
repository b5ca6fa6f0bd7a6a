package io.flagmeter.api.health;

import io.flagmeter.server.health.Availability;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/** Asks PostgreSQL now and then whether it can be used, for the metrics and the log. */
@Singleton
class DatabaseProbe {

    private final DataSource database;
    private final Availability state =
            new Availability(
                    "PostgreSQL answers",
                    "PostgreSQL does not answer, quota checks fail, events are taken");

    DatabaseProbe(DataSource database) {
        this.database = database;
    }

    void register(@Observes StartupEvent event, MeterRegistry metrics) {
        Gauge.builder("flagmeter.database.up", this, probe -> probe.state.isUp() ? 1 : 0)
                .description("1 if PostgreSQL answered the last probe")
                .register(metrics);
        // Opens the pool, whose first connection takes longer than a request may wait for one.
        Thread.ofVirtual().start(this::tryOnce);
    }

    private void tryOnce() {
        try {
            query();
        } catch (SQLException e) {
            // Told by the first probe if it is still so.
        }
    }

    @Scheduled(
            every = "5s",
            delayed = "2s",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    @RunOnVirtualThread
    void watch() {
        try {
            query();
            state.works();
        } catch (SQLException e) {
            state.fails(String.valueOf(e.getMessage()));
        }
    }

    /** Fails where a quota check would, also if the schema is not there yet. */
    void query() throws SQLException {
        try (Connection connection = database.getConnection();
                Statement query = connection.createStatement()) {
            query.execute("SELECT 1 FROM tenants LIMIT 1");
        }
    }
}
