package io.flagmeter.api.ingest;

import io.flagmeter.server.problem.ProblemType;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Counts events on their way in. Whenever no request is in progress
 *
 * <pre>received = accepted + Σ rejected</pre>
 *
 * <p>A request that is refused before its events are known, such as one that is not JSON, counts as
 * one event. The reason of a rejected event is the field at fault, or the problem's slug.
 */
@Singleton
class IngestMetrics {

    private final MeterRegistry registry;
    private final Counter received;
    private final Counter accepted;
    private final ConcurrentHashMap<String, Counter> rejected = new ConcurrentHashMap<>();

    IngestMetrics(MeterRegistry registry) {
        this.registry = registry;
        this.received =
                Counter.builder("flagmeter.events.received")
                        .description("Events that clients sent")
                        .register(registry);
        this.accepted =
                Counter.builder("flagmeter.events.accepted")
                        .description("Events put on the queue and acknowledged")
                        .register(registry);
    }

    void received(int events) {
        received.increment(events);
    }

    void accepted(int events) {
        accepted.increment(events);
    }

    void rejected(String reason, int events) {
        rejected.computeIfAbsent(reason, this::counter).increment(events);
    }

    /** A request refused as a whole, before its events were known. */
    void refused(ProblemType type) {
        received(1);
        rejected(type.slug(), 1);
    }

    private Counter counter(String reason) {
        return Counter.builder("flagmeter.events.rejected")
                .description("Events refused, by the field at fault or the problem")
                .tag("reason", reason)
                .register(registry);
    }
}
