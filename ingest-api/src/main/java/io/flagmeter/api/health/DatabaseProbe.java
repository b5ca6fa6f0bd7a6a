package io.flagmeter.api.health;

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
import org.jboss.logging.Logger;

/** Asks PostgreSQL now and then whether it can be used, for the metrics and the log. */
@Singleton
class DatabaseProbe {

    private static final Logger LOG = Logger.getLogger(DatabaseProbe.class);

    private final DataSource database;
    private volatile boolean up;

    DatabaseProbe(DataSource database) {
        this.database = database;
    }

    void register(@Observes StartupEvent event, MeterRegistry metrics) {
        Gauge.builder("flagmeter.database.up", this, probe -> probe.up ? 1 : 0)
                .description("1 if PostgreSQL answered the last probe")
                .register(metrics);
    }

    @Scheduled(every = "5s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    @RunOnVirtualThread
    void watch() {
        try {
            query();
            if (!up) {
                LOG.info("PostgreSQL answers");
            }
            up = true;
        } catch (SQLException e) {
            if (up) {
                LOG.warnf("PostgreSQL does not answer, quota checks fail: %s", e.getMessage());
            }
            up = false;
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
