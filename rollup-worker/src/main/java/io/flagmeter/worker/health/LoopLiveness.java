package io.flagmeter.worker.health;

import io.flagmeter.worker.DrainLoop;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/** Alive while the loop turns, also while it waits for a dependency that is away. */
@Liveness
@Singleton
class LoopLiveness implements HealthCheck {

    private final DrainLoop loop;

    LoopLiveness(DrainLoop loop) {
        this.loop = loop;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("drain-queue").status(!loop.stuck()).build();
    }
}
