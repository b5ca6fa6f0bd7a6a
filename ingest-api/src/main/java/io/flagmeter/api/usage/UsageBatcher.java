package io.flagmeter.api.usage;

import io.flagmeter.server.problem.Problem;
import io.flagmeter.server.problem.ProblemType;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * Quota checks of one event loop, read in groups: one query is under way, all that ask meanwhile
 * share the next. So a busy loop pays one round trip for many checks, an idle one waits for
 * nothing.
 *
 * <p>Not thread-safe: everything happens on the event loop.
 */
final class UsageBatcher {

    /** Largest group. Tenants with many features come in smaller ones. */
    static final int MAX_GROUP = 256;

    /** Rows of one query, which bounds the memory of an answer. */
    static final int MAX_ROWS = 6_000;

    /** Most that may wait; what comes on top is told at once that the database cannot keep up. */
    static final int MAX_WAITING = 4_096;

    private static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(1_500);

    private static final Problem BUSY =
            Problem.of(
                    ProblemType.BUSY,
                    "the quota checks under way use all memory for them: ask again later");

    /** Reads the usage of tenants, by name; fails within two seconds. */
    interface Read {

        /** Empty if there are more rows than that. */
        Future<Optional<Map<String, TenantUsage>>> of(List<String> tenants, int rows);
    }

    private record Check(String tenant, Promise<Optional<TenantUsage>> answer, long since) {}

    private final Read read;
    private final RowRoom room;
    private final Executor loop;
    private final LongSupplier nanoTime;
    private List<Check> waiting = new ArrayList<>();
    private int largestGroup = MAX_GROUP;
    private boolean underWay;

    /**
     * One batcher.
     *
     * @param room shared by all batchers
     * @param loop runs tasks on the batcher's event loop
     */
    UsageBatcher(Read read, RowRoom room, Executor loop, LongSupplier nanoTime) {
        this.read = read;
        this.room = room;
        this.loop = loop;
        this.nanoTime = nanoTime;
    }

    /** Empty if the tenant is not known. */
    Future<Optional<TenantUsage>> check(String tenant) {
        if (waiting.size() >= MAX_WAITING) {
            return Future.failedFuture(new SQLException("too many quota checks wait for it"));
        }
        Promise<Optional<TenantUsage>> answer = Promise.promise();
        waiting.add(new Check(tenant, answer, nanoTime.getAsLong()));
        if (!underWay) {
            send();
        }
        return answer.future();
    }

    private void send() {
        underWay = true;
        if (!room.take(MAX_ROWS, () -> loop.execute(this::sendTheRest))) {
            return;
        }
        List<Check> group = waiting.subList(0, Math.min(waiting.size(), largestGroup));
        List<Check> rest = waiting.subList(group.size(), waiting.size());
        waiting = new ArrayList<>(rest);
        List<String> tenants =
                group.stream().map(Check::tenant).distinct().collect(Collectors.toList());
        read.of(tenants, MAX_ROWS)
                .onSuccess(
                        found ->
                                found.ifPresentOrElse(
                                        usage -> answered(group, usage), () -> divide(group)))
                .onFailure(e -> failed(group, e));
    }

    private void sendTheRest() {
        underWay = false;
        giveUpOn();
        if (!waiting.isEmpty()) {
            send();
        }
    }

    /** Who has waited for long is told so, instead of being answered when nobody listens. */
    private void giveUpOn() {
        long now = nanoTime.getAsLong();
        int late = 0;
        while (late < waiting.size() && now - waiting.get(late).since > PATIENCE_NANOS) {
            late++;
        }
        if (late > 0) {
            List<Check> tired = waiting.subList(0, late);
            waiting = new ArrayList<>(waiting.subList(late, waiting.size()));
            tired.forEach(one -> one.answer.fail(BUSY.toException()));
        }
    }

    private void answered(List<Check> group, Map<String, TenantUsage> found) {
        int rows = found.values().stream().mapToInt(usage -> usage.totals().size()).sum();
        room.giveBack(MAX_ROWS - rows);
        if (rows < MAX_ROWS / 4) {
            largestGroup = Math.min(MAX_GROUP, largestGroup * 2);
        }
        // First, so that PostgreSQL works while the answers are written.
        sendTheRest();
        group.forEach(one -> one.answer.complete(Optional.ofNullable(found.get(one.tenant))));
        room.giveBack(rows);
    }

    /** They have more rows than a query may have: in smaller groups, then. */
    private void divide(List<Check> group) {
        room.giveBack(MAX_ROWS);
        largestGroup = Math.max(1, group.size() / 8);
        var all = new ArrayList<>(group);
        all.addAll(waiting);
        waiting = all;
        sendTheRest();
    }

    /** What waits behind a failure has waited as long, and must not wait for another. */
    private void failed(List<Check> group, Throwable cause) {
        room.giveBack(MAX_ROWS);
        underWay = false;
        List<Check> behind = waiting;
        waiting = new ArrayList<>();
        group.forEach(one -> one.answer.fail(cause));
        behind.forEach(one -> one.answer.fail(cause));
    }
}
