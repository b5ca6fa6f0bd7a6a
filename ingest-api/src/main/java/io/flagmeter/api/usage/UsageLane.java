package io.flagmeter.api.usage;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Quota checks of one event loop, read in groups: one query is under way, all that ask meanwhile
 * share the next. So a busy loop pays one round trip for many checks, an idle one waits for
 * nothing.
 *
 * <p>Not thread-safe: everything happens on the event loop.
 */
final class UsageLane {

    /** Largest group, which bounds the memory of an answer. */
    static final int MAX_GROUP = 256;

    /** Most that may wait; what comes on top is told at once that the database cannot keep up. */
    static final int MAX_WAITING = 4_096;

    /** Reads the usage of tenants, by name; fails within two seconds. */
    interface Read {
        Future<Map<String, TenantUsage>> of(List<String> tenants);
    }

    private record Check(String tenant, Promise<Optional<TenantUsage>> answer) {}

    private final Read read;
    private List<Check> waiting = new ArrayList<>();
    private boolean underWay;

    UsageLane(Read read) {
        this.read = read;
    }

    /** Empty if the tenant is not known. */
    Future<Optional<TenantUsage>> check(String tenant) {
        if (waiting.size() >= MAX_WAITING) {
            return Future.failedFuture(new SQLException("too many quota checks wait for it"));
        }
        Promise<Optional<TenantUsage>> answer = Promise.promise();
        waiting.add(new Check(tenant, answer));
        if (!underWay) {
            send();
        }
        return answer.future();
    }

    private void send() {
        List<Check> group = waiting.subList(0, Math.min(waiting.size(), MAX_GROUP));
        List<Check> rest = waiting.subList(group.size(), waiting.size());
        waiting = new ArrayList<>(rest);
        underWay = true;
        read.of(group.stream().map(Check::tenant).distinct().collect(Collectors.toList()))
                .onSuccess(found -> answered(group, found))
                .onFailure(e -> failed(group, e));
    }

    private void answered(List<Check> group, Map<String, TenantUsage> found) {
        underWay = false;
        // First, so that PostgreSQL works while the answers are written.
        if (!waiting.isEmpty()) {
            send();
        }
        group.forEach(one -> one.answer.complete(Optional.ofNullable(found.get(one.tenant))));
    }

    /** What waits behind a failure has waited as long, and must not wait for another. */
    private void failed(List<Check> group, Throwable cause) {
        underWay = false;
        List<Check> behind = waiting;
        waiting = new ArrayList<>();
        group.forEach(one -> one.answer.fail(cause));
        behind.forEach(one -> one.answer.fail(cause));
    }
}
