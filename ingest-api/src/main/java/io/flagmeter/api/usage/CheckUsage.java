package io.flagmeter.api.usage;

import io.flagmeter.api.tenants.NameParameter;
import io.flagmeter.server.problem.Problem;
import io.flagmeter.server.problem.ProblemType;
import io.flagmeter.server.queue.QueueSampler;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Answers quota checks, whatever transport asks; those of one event loop are read together. */
@Singleton
class CheckUsage {

    private final ReadUsage read;
    private final QueueSampler queue;
    private final Clock clock;
    private final RowRoom room;
    private final ThreadLocal<UsageBatcher> batcher;

    CheckUsage(ReadUsage read, QueueSampler queue, Clock clock, Vertx vertx) {
        this.read = read;
        this.queue = queue;
        this.clock = clock;
        this.room = RowRoom.ofHeap(Runtime.getRuntime().maxMemory());
        this.batcher =
                ThreadLocal.withInitial(
                        () -> {
                            Context loop = vertx.getOrCreateContext();
                            return new UsageBatcher(
                                    (tenants, rows) -> blocking(vertx, tenants, rows),
                                    room,
                                    task -> loop.runOnContext(go -> task.run()),
                                    System::nanoTime);
                        });
    }

    /**
     * What was counted for a tenant; empty if nothing was. To be called on an event loop.
     *
     * @param tenant any text: what no event could carry PostgreSQL is not asked for
     */
    Future<Optional<TenantUsage>> of(String tenant) {
        return NameParameter.isName(tenant)
                ? batcher.get().check(tenant)
                : Future.succeededFuture(Optional.empty());
    }

    /** The answer for a tenant that was found, in JSON. */
    byte[] report(TenantUsage usage) {
        return UsageReport.of(usage, clock.instant(), queue.state().lagSeconds()).toJson();
    }

    /** The usage of many tenants, read in groups. To be called on a thread that may wait. */
    void ofAll(List<String> tenants, Consumer<UsageReport> found) throws SQLException {
        Instant now = clock.instant();
        Double lag = queue.state().lagSeconds();
        new ReadInGroups((names, rows) -> read.of(names, now, rows), room)
                .read(tenants, usage -> found.accept(UsageReport.of(usage, now, lag)));
    }

    /** The answer for one that was not. */
    static Problem unknown(String tenant) {
        return Problem.of(
                ProblemType.UNKNOWN_TENANT, "no event of this tenant was counted yet: " + tenant);
    }

    private Future<Optional<Map<String, TenantUsage>>> blocking(
            Vertx vertx, List<String> tenants, int rows) {
        return vertx.executeBlocking(() -> read.of(tenants, clock.instant(), rows), false);
    }
}
