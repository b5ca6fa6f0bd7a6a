package io.flagmeter.server.queue;

import io.flagmeter.model.event.EventCodec;
import io.flagmeter.model.event.UsageEvent;
import io.flagmeter.model.queue.QueuePartitions;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * The queue in Valkey, written through one {@link GroupCommit} for each event loop and partition.
 */
@Singleton
class ValkeyEventQueue implements EventQueue {

    /** How often each looks for a group that is overdue; the most by which an answer is late. */
    private static final long TICK_MILLIS = 100;

    private final Vertx vertx;
    private final QueuePartitions partitions;
    private final QueueDepth depth;
    private final ThreadLocal<List<GroupCommit>> commits;
    private final List<Long> ticks = new CopyOnWriteArrayList<>();

    ValkeyEventQueue(
            Vertx vertx,
            ValkeyClients clients,
            QueuePartitions partitions,
            QueueDepth depth,
            HighWater highWater,
            PushMetrics metrics,
            QueueConfig config) {
        this.vertx = vertx;
        this.partitions = partitions;
        this.depth = depth;
        List<Request> barrier = config.durability().barrier(config.timeout());
        this.commits =
                ThreadLocal.withInitial(
                        () -> {
                            Redis valkey = clients.onThisLoop(vertx, partitions.count());
                            return partitions.keys().stream()
                                    .map(
                                            keys ->
                                                    new PushToValkey(
                                                            valkey, keys, depth, highWater, metrics,
                                                            barrier))
                                    .map(
                                            push ->
                                                    new GroupCommit(
                                                            push,
                                                            config.timeout().toNanos(),
                                                            partitions.count()))
                                    .map(this::ticking)
                                    .toList();
                        });
    }

    @Override
    public void push(List<UsageEvent> events, Consumer<Outcome> then) {
        if (depth.isFull()) {
            then.accept(Outcome.FULL);
            return;
        }
        List<GroupCommit> mine = commits.get();
        Map<Integer, List<byte[]>> parts = byPartition(events);
        Consumer<Outcome> each = parts.size() == 1 ? then : new WorstOf(parts.size(), then);
        long now = System.nanoTime();
        parts.forEach((partition, payloads) -> mine.get(partition).offer(payloads, each, now));
    }

    @Override
    public void push(List<UsageEvent> events, List<Check> checks, Consumer<Answer> then) {
        if (depth.isFull()) {
            then.accept(Answer.without(Outcome.FULL));
            return;
        }
        push(partitions.of(events.getFirst().tenant()), encoded(events), checks, then);
    }

    @Override
    public void check(List<Check> checks, Consumer<Answer> then) {
        push(partitions.of(checks.getLast().home()), List.of(), checks, then);
    }

    private void push(int home, List<byte[]> payloads, List<Check> checks, Consumer<Answer> then) {
        if (checks.stream().allMatch(check -> partitions.of(check.home()) == home)) {
            commits.get().get(home).offer(payloads, checks, then, System.nanoTime());
        } else {
            push(steps(home, payloads, checks), List.of(), then);
        }
    }

    /** What goes to each partition, the events last: they are taken when all others allow it. */
    private Iterator<Step> steps(int home, List<byte[]> payloads, List<Check> checks) {
        Map<Integer, List<Check>> parts =
                checks.stream()
                        .collect(Collectors.groupingBy(check -> partitions.of(check.home())));
        List<Check> last = parts.getOrDefault(home, List.of());
        parts.remove(home);
        var steps = new ArrayList<Step>(2);
        parts.forEach((partition, part) -> steps.add(new Step(partition, List.of(), part)));
        steps.add(new Step(home, payloads, last));
        return steps.iterator();
    }

    private void push(Iterator<Step> steps, List<Standing> before, Consumer<Answer> then) {
        Step step = steps.next();
        commits.get()
                .get(step.partition)
                .offer(
                        step.payloads,
                        step.checks,
                        answer -> {
                            var standings = new ArrayList<>(before);
                            standings.addAll(answer.standings());
                            if (answer.outcome() == Outcome.ACCEPTED && steps.hasNext()) {
                                push(steps, standings, then);
                            } else {
                                then.accept(new Answer(answer.outcome(), standings));
                            }
                        },
                        System.nanoTime());
    }

    private Map<Integer, List<byte[]>> byPartition(List<UsageEvent> events) {
        if (partitions.count() == 1) {
            return Map.of(0, encoded(events));
        }
        var parts = new HashMap<Integer, List<byte[]>>();
        for (UsageEvent event : events) {
            parts.computeIfAbsent(partitions.of(event.tenant()), partition -> new ArrayList<>())
                    .add(EventCodec.encode(event));
        }
        return parts;
    }

    private static List<byte[]> encoded(List<UsageEvent> events) {
        var payloads = new ArrayList<byte[]>(events.size());
        for (UsageEvent event : events) {
            payloads.add(EventCodec.encode(event));
        }
        return payloads;
    }

    private GroupCommit ticking(GroupCommit commit) {
        ticks.add(vertx.setPeriodic(TICK_MILLIS, timer -> commit.tick(System.nanoTime())));
        return commit;
    }

    @PreDestroy
    void close() {
        ticks.forEach(vertx::cancelTimer);
    }

    private record Step(int partition, List<byte[]> payloads, List<Check> checks) {}
}
