package io.flagmeter.worker;

import io.flagmeter.worker.rollup.BatchOutcome;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Singleton;
import java.time.Duration;

/**
 * What the worker counts, each batch when it is done: claimed = applied + duplicate + dead +
 * redelivered. Redelivered are the events of a batch that had been applied before. A claim that
 * fails is a failure here and counts when it is delivered again; the books that survive restarts
 * are at {@code GET /reconciliation}.
 */
@Singleton
class WorkerMetrics {

    private final Counter claimed;
    private final Counter applied;
    private final Counter duplicate;
    private final Counter dead;
    private final Counter redelivered;
    private final Counter crossings;
    private final Counter folded;
    private final Counter failures;
    private final DistributionSummary batchSize;
    private final Timer batchTime;

    WorkerMetrics(MeterRegistry registry) {
        claimed = registry.counter("flagmeter.events.claimed");
        applied = registry.counter("flagmeter.events.applied");
        duplicate = registry.counter("flagmeter.events.duplicate");
        dead = registry.counter("flagmeter.events.dead");
        redelivered = registry.counter("flagmeter.events.redelivered");
        folded = registry.counter("flagmeter.events.folded");
        crossings = registry.counter("flagmeter.crossings");
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

    void processed(BatchOutcome outcome, Duration time) {
        int events = outcome.applied() + outcome.duplicate() + outcome.dead();
        batchTime.record(time);
        batchSize.record(events);
        claimed.increment(events);
        if (outcome.repeated()) {
            redelivered.increment(events);
            return;
        }
        applied.increment(outcome.applied());
        duplicate.increment(outcome.duplicate());
        dead.increment(outcome.dead());
        crossings.increment(outcome.crossings());
        folded.increment(outcome.folded());
    }

    void failed() {
        failures.increment();
    }
}
