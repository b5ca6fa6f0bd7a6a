package io.flagmeter.worker;

import io.flagmeter.worker.rollup.Outcome;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Singleton;
import java.time.Duration;

/**
 * What the worker counts. Between restarts, and while no batch is in hand: claimed = applied +
 * duplicate + dead + redelivered. A claim that failed is claimed again and counted again, as {@code
 * redelivered}; the books that survive restarts are at {@code GET /reconciliation}.
 */
@Singleton
class WorkerMetrics {

    private final Counter claimed;
    private final Counter applied;
    private final Counter duplicate;
    private final Counter dead;
    private final Counter redelivered;
    private final Counter failures;
    private final DistributionSummary batchSize;
    private final Timer batchTime;

    WorkerMetrics(MeterRegistry registry) {
        claimed = registry.counter("flagmeter.events.claimed");
        applied = registry.counter("flagmeter.events.applied");
        duplicate = registry.counter("flagmeter.events.duplicate");
        dead = registry.counter("flagmeter.events.dead");
        redelivered = registry.counter("flagmeter.events.redelivered");
        failures = registry.counter("flagmeter.worker.failures");
        batchSize = registry.summary("flagmeter.batch.events");
        batchTime =
                Timer.builder("flagmeter.batch.seconds")
                        .serviceLevelObjectives(
                                Duration.ofMillis(5),
                                Duration.ofMillis(20),
                                Duration.ofMillis(100),
                                Duration.ofMillis(500),
                                Duration.ofSeconds(2))
                        .register(registry);
    }

    void claimed(int events) {
        claimed.increment(events);
        batchSize.record(events);
    }

    void settled(Outcome outcome, Duration time) {
        batchTime.record(time);
        if (outcome.repeated()) {
            redelivered.increment(outcome.applied() + outcome.duplicate() + outcome.dead());
            return;
        }
        applied.increment(outcome.applied());
        duplicate.increment(outcome.duplicate());
        dead.increment(outcome.dead());
    }

    void failed() {
        failures.increment();
    }
}
