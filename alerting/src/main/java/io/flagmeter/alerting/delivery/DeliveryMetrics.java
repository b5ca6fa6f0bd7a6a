package io.flagmeter.alerting.delivery;

import io.flagmeter.alerting.outbox.ConcludeAttempt.Concluded;
import io.flagmeter.alerting.outbox.ConcludeAttempt.Conclusion;
import io.flagmeter.alerting.outbox.ConcludeAttempt.State;
import io.flagmeter.alerting.outbox.RecordAttempt.Attempt;
import io.flagmeter.model.outbox.DeliveryState;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;

/**
 * What the service counts: a request is one attempt, whatever number of deliveries it carries; a
 * delivery ends once, delivered or dead. A dead one that was never tried is in the gauge only.
 */
@Singleton
class DeliveryMetrics {

    private final MeterRegistry registry;
    private final Counter delivered;
    private final Counter dead;
    private final Timer delay;

    DeliveryMetrics(MeterRegistry registry) {
        this.registry = registry;
        delivered =
                registry.counter("flagmeter.deliveries", "outcome", DeliveryState.DELIVERED.text());
        dead = registry.counter("flagmeter.deliveries", "outcome", DeliveryState.DEAD.text());
        delay =
                Timer.builder("flagmeter.delivery.seconds")
                        .serviceLevelObjectives(
                                Duration.ofMillis(100),
                                Duration.ofMillis(500),
                                Duration.ofSeconds(1),
                                Duration.ofSeconds(10),
                                Duration.ofMinutes(1),
                                Duration.ofHours(1))
                        .register(registry);
    }

    void attempted(Attempt attempt, Conclusion conclusion, Instant now) {
        String result = attempt.result().kind().text();
        registry.counter("flagmeter.delivery.attempts", "result", result).increment();
        for (Concluded concluded : conclusion.deliveries()) {
            switch (concluded.state()) {
                case State.Delivered() -> {
                    delivered.increment();
                    delay.record(delay(concluded.delivery().createdAt(), now));
                }
                case State.Dead() -> dead.increment();
                case State.Pending(_) -> {}
            }
        }
    }

    /** The database's clock and ours may differ by a little. */
    private static Duration delay(Instant created, Instant now) {
        return created.isAfter(now) ? Duration.ZERO : Duration.between(created, now);
    }
}
