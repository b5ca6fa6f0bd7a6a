package io.flagmeter.alerting.health;

import io.flagmeter.alerting.delivery.DeliverAlerts;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/** Alive while the loop turns, also while it waits for a dependency that is away. */
@Liveness
@Singleton
class LoopLiveness implements HealthCheck {

    private final DeliverAlerts loop;

    LoopLiveness(DeliverAlerts loop) {
        this.loop = loop;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("deliver-alerts").status(!loop.stuck()).build();
    }
}
