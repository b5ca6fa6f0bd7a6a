package io.flagmeter.alerting.health;

import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready while PostgreSQL answers: alerts are kept there and nowhere else. */
@Readiness
@Singleton
class DatabaseReadiness implements HealthCheck {

    private static final int PATIENCE_SECONDS = 2;

    private final DataSource dataSource;

    DatabaseReadiness(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    @Override
    public HealthCheckResponse call() {
        var response = HealthCheckResponse.named("postgresql");
        long start = System.nanoTime();
        try (Connection connection = dataSource.getConnection()) {
            response.status(connection.isValid(PATIENCE_SECONDS));
        } catch (SQLException e) {
            response.down().withData("error", String.valueOf(e.getMessage()));
        }
        return response.withData("latencyMs", (System.nanoTime() - start) / 1_000_000).build();
    }
}
