package io.flagmeter.api.health;

import jakarta.inject.Singleton;
import java.sql.SQLException;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Reports on PostgreSQL, but is never down: events are taken without it, and an orchestrator that
 * sent no more of them would turn a fault of quota checks into lost usage.
 */
@Readiness
@Singleton
class DatabaseCheck implements HealthCheck {

    private final DatabaseProbe database;

    DatabaseCheck(DatabaseProbe database) {
        this.database = database;
    }

    @Override
    public HealthCheckResponse call() {
        var answer = HealthCheckResponse.named("postgresql").up();
        long start = System.nanoTime();
        try {
            database.query();
        } catch (SQLException e) {
            return answer.withData("degraded", true)
                    .withData("reason", String.valueOf(e.getMessage()))
                    .build();
        }
        return answer.withData("degraded", false)
                .withData("latencyMs", (System.nanoTime() - start) / 1_000_000)
                .build();
    }
}
