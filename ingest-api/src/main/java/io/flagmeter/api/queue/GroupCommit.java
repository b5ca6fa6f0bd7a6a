package io.flagmeter.api.queue;

import io.vertx.core.Vertx;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** The queue in Valkey, written through one {@link Lane} per event loop. */
@Singleton
class GroupCommit implements EventQueue {

    /** How often lanes look for a group that is overdue; the most by which an answer is late. */
    private static final long TICK_MILLIS = 100;

    private final Vertx vertx;
    private final QueueDepth depth;
    private final ThreadLocal<Lane> lane;
    private final List<Long> ticks = new CopyOnWriteArrayList<>();

    GroupCommit(
            Vertx vertx,
            ValkeyClients clients,
            QueueDepth depth,
            PushMetrics metrics,
            QueueConfig config) {
        this.vertx = vertx;
        this.depth = depth;
        List<Request> barrier = config.durability().barrier(config.timeout());
        this.lane =
                ThreadLocal.withInitial(
                        () -> {
                            Redis valkey = clients.onThisLoop(vertx);
                            var push = new PushToValkey(valkey, depth, metrics, barrier);
                            return ticking(new Lane(push, config.timeout().toNanos()));
                        });
    }

    @Override
    public void push(List<byte[]> payloads, Consumer<Outcome> then) {
        if (depth.isFull()) {
            then.accept(Outcome.FULL);
            return;
        }
        lane.get().offer(payloads, then, System.nanoTime());
    }

    private Lane ticking(Lane lane) {
        ticks.add(vertx.setPeriodic(TICK_MILLIS, timer -> lane.tick(System.nanoTime())));
        return lane;
    }

    @PreDestroy
    void close() {
        ticks.forEach(vertx::cancelTimer);
    }
}
