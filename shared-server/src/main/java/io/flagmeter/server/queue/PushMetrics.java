package io.flagmeter.server.queue;

import io.flagmeter.server.health.Availability;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** How groups fare: in the metrics, and where it changes in the log. */
@Singleton
class PushMetrics {

    // A Valkey out of memory, or a replica, answers the sampler and refuses events.
    private final Availability queue =
            new Availability("Valkey takes events", "Valkey takes no events, they are refused");
    private final Timer seconds;
    private final DistributionSummary groupSize;

    PushMetrics(MeterRegistry registry) {
        this.seconds =
                Timer.builder("flagmeter.ingest.push")
                        .description("Time from sending a group to Valkey to its answer")
                        .serviceLevelObjectives(
                                Duration.ofMillis(1),
                                Duration.ofMillis(2),
                                Duration.ofMillis(5),
                                Duration.ofMillis(10),
                                Duration.ofMillis(50),
                                Duration.ofMillis(250),
                                Duration.ofMillis(1500))
                        .register(registry);
        this.groupSize =
                DistributionSummary.builder("flagmeter.ingest.group.size")
                        .description("Events that went to Valkey in one group")
                        .register(registry);
    }

    void pushed(int events, long nanos) {
        if (events > 0) {
            seconds.record(nanos, TimeUnit.NANOSECONDS);
            groupSize.record(events);
        }
        queue.works();
    }

    void failed(Throwable cause) {
        queue.fails(cause.toString());
    }
}
