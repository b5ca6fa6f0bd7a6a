package io.flagmeter.api.queue;

import io.flagmeter.api.health.Availability;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Redis;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Clock;

/** Looks at the queue five times a second, so that requests and metrics need not. */
@Singleton
public class QueueSampler {

    private static final long PERIOD_MILLIS = 200;

    private final Redis valkey;
    private final QueueDepth depth;
    private final Clock clock;
    private final long timeoutMillis;
    private final Availability server =
            new Availability("Valkey answers", "Valkey does not answer, events are refused");
    private volatile QueueState state = QueueState.UNKNOWN;
    private volatile boolean stopped;

    QueueSampler(Redis valkey, QueueDepth depth, Clock clock, QueueConfig config) {
        this.valkey = valkey;
        this.depth = depth;
        this.clock = clock;
        this.timeoutMillis = config.timeout().toMillis();
    }

    /** What waits, as of the last sample. */
    public QueueState state() {
        return state;
    }

    void start(@Observes StartupEvent event, Vertx vertx, MeterRegistry metrics) {
        Gauge.builder("flagmeter.queue.events", this, sampler -> sampler.state.queued())
                .description("Events that wait in Valkey")
                .register(metrics);
        Gauge.builder("flagmeter.queue.in.flight.events", this, sampler -> sampler.state.inFlight())
                .description("Events that workers have claimed and not yet acknowledged")
                .register(metrics);
        Gauge.builder("flagmeter.queue.lag.seconds", this, sampler -> lag(sampler.state))
                .description("Age of the oldest event not yet counted, NaN if unknown")
                .register(metrics);
        Gauge.builder("flagmeter.valkey.up", this, sampler -> sampler.server.isUp() ? 1 : 0)
                .description("1 if Valkey answered the last sample")
                .register(metrics);
        sample(vertx);
    }

    @PreDestroy
    void stop() {
        stopped = true;
    }

    private void sample(Vertx vertx) {
        if (stopped) {
            return;
        }
        long overdue = vertx.setTimer(timeoutMillis, timer -> failed("no answer"));
        valkey.send(QueueSnapshot.command())
                .map(QueueSnapshot::of)
                .onSuccess(this::seen)
                .onFailure(e -> failed(e.toString()))
                .onComplete(
                        done -> {
                            vertx.cancelTimer(overdue);
                            vertx.setTimer(PERIOD_MILLIS, timer -> sample(vertx));
                        });
    }

    private void seen(QueueSnapshot snapshot) {
        server.works();
        depth.seen(snapshot.queued());
        state = QueueState.of(snapshot, clock.instant());
    }

    private void failed(String reason) {
        server.fails(reason);
        state = state.unreachable();
    }

    private static double lag(QueueState state) {
        Double lag = state.lagSeconds();
        return lag == null ? Double.NaN : lag;
    }
}
