package io.flagmeter.server.queue;

import io.flagmeter.model.queue.QueueKeys;
import io.flagmeter.model.queue.QueuePartitions;
import io.flagmeter.server.health.Availability;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Redis;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/** Looks at the queue five times a second, so that requests and metrics need not. */
@Singleton
public class QueueSampler {

    private static final long PERIOD_MILLIS = 200;

    private final Redis valkey;
    private final QueuePartitions partitions;
    private final QueueDepth depth;
    private final Clock clock;
    private final long timeoutMillis;
    private final Availability server =
            new Availability("Valkey answers", "Valkey does not answer, events are refused");
    private volatile QueueState state = QueueState.UNKNOWN;
    private volatile boolean stopped;

    QueueSampler(
            Redis valkey,
            QueuePartitions partitions,
            QueueDepth depth,
            Clock clock,
            QueueConfig config) {
        this.valkey = valkey;
        this.partitions = partitions;
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
        snapshots()
                .onSuccess(this::seen)
                .onFailure(e -> failed(e.toString()))
                .onComplete(
                        done -> {
                            vertx.cancelTimer(overdue);
                            vertx.setTimer(PERIOD_MILLIS, timer -> sample(vertx));
                        });
    }

    /** One after the other: together they could want more connections than there are. */
    private Future<List<QueueSnapshot>> snapshots() {
        Future<List<QueueSnapshot>> taken = Future.succeededFuture(new ArrayList<>());
        for (QueueKeys keys : partitions.keys()) {
            taken = taken.compose(before -> snapshot(keys).map(one -> with(before, one)));
        }
        return taken;
    }

    private Future<QueueSnapshot> snapshot(QueueKeys keys) {
        return valkey.send(QueueSnapshot.command(keys)).map(reply -> QueueSnapshot.of(keys, reply));
    }

    private static List<QueueSnapshot> with(List<QueueSnapshot> before, QueueSnapshot one) {
        before.add(one);
        return before;
    }

    private void seen(List<QueueSnapshot> snapshots) {
        server.works();
        snapshots.forEach(one -> depth.seen(one.partition(), one.queued()));
        state = QueueState.of(snapshots, clock.instant());
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
