package io.flagmeter.worker.health;

import io.flagmeter.worker.DrainLoop;
import io.flagmeter.worker.queue.QueueUnavailableException;
import io.flagmeter.worker.queue.ValkeyQueue;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** Ready while the loop drains and both servers answer; tells how quickly they do. */
@Readiness
@Singleton
class WorkerReadiness implements HealthCheck {

    private static final int PATIENCE_SECONDS = 2;

    private final DrainLoop loop;
    private final DataSource dataSource;
    private final ValkeyQueue queue;

    WorkerReadiness(DrainLoop loop, DataSource dataSource, ValkeyQueue queue) {
        this.loop = loop;
        this.dataSource = dataSource;
        this.queue = queue;
    }

    @Override
    public HealthCheckResponse call() {
        var response = HealthCheckResponse.named("rollup-worker");
        boolean postgres = postgresAnswers(response);
        boolean valkey = valkeyAnswers(response);
        return response.withData("draining", loop.draining())
                .status(postgres && valkey && loop.draining())
                .build();
    }

    private boolean postgresAnswers(HealthCheckResponseBuilder response) {
        long start = System.nanoTime();
        try (Connection connection = dataSource.getConnection()) {
            boolean valid = connection.isValid(PATIENCE_SECONDS);
            response.withData("postgresLatencyMs", millisSince(start));
            return valid;
        } catch (SQLException e) {
            response.withData("postgresError", String.valueOf(e.getMessage()));
            return false;
        }
    }

    private boolean valkeyAnswers(HealthCheckResponseBuilder response) {
        long start = System.nanoTime();
        try {
            queue.inFlight();
            response.withData("valkeyLatencyMs", millisSince(start));
            return true;
        } catch (QueueUnavailableException e) {
            response.withData("valkeyError", String.valueOf(e.getMessage()));
            return false;
        }
    }

    private static long millisSince(long start) {
        return (System.nanoTime() - start) / 1_000_000;
    }
}
