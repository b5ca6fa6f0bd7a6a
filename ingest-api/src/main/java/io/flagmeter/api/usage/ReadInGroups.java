package io.flagmeter.api.usage;

import io.flagmeter.server.problem.Problem;
import io.flagmeter.server.problem.ProblemType;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Reads the usage of many tenants, as many at a time as quota checks do and out of the same
 * allowance of rows.
 */
final class ReadInGroups {

    private static final long PATIENCE_MILLIS = 1_500;

    private static final Problem BUSY =
            Problem.of(
                    ProblemType.BUSY,
                    "the quota checks under way use all memory for them: ask again later");

    /** Reads the usage of tenants, by name. */
    interface Read {

        /** Empty if there are more rows than that. */
        Optional<Map<String, TenantUsage>> of(List<String> tenants, int rows) throws SQLException;
    }

    private final Read read;
    private final RowRoom room;

    ReadInGroups(Read read, RowRoom room) {
        this.read = read;
        this.room = room;
    }

    /** Reads them in their order; those that are not known are left out. */
    void read(List<String> tenants, Consumer<TenantUsage> found) throws SQLException {
        int size = UsageBatcher.MAX_GROUP;
        int done = 0;
        while (done < tenants.size()) {
            List<String> group = tenants.subList(done, Math.min(tenants.size(), done + size));
            take();
            try {
                Optional<Map<String, TenantUsage>> usage = read.of(group, UsageBatcher.MAX_ROWS);
                if (usage.isEmpty()) {
                    size = Math.max(1, group.size() / 8);
                    continue;
                }
                for (String name : group) {
                    TenantUsage one = usage.get().get(name);
                    if (one != null) {
                        found.accept(one);
                    }
                }
                done += group.size();
            } finally {
                room.giveBack(UsageBatcher.MAX_ROWS);
            }
        }
    }

    private void take() {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
        try {
            while (true) {
                var free = new CountDownLatch(1);
                if (room.take(UsageBatcher.MAX_ROWS, free::countDown)) {
                    return;
                }
                if (!free.await(end - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                    throw BUSY.toException();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw BUSY.toException();
        }
    }
}
