package io.flagmeter.worker.rollup;

import static io.flagmeter.worker.testing.TestEvents.NOON;
import static io.flagmeter.worker.testing.TestEvents.at;
import static io.flagmeter.worker.testing.TestEvents.event;
import static io.flagmeter.worker.testing.TestEvents.events;
import static io.flagmeter.worker.testing.TestEvents.payloads;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flagmeter.model.queue.TenantBucket;
import io.flagmeter.worker.rollup.RollupConfig.UnknownTenants;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Several workers at one database. */
class SeveralWorkersTest {

    private final Database database = new Database();

    @Test
    void twoWorkersWithTheSameEventsCountThemOnce() throws Exception {
        List<byte[]> today = payloads(events(0, 300));
        List<byte[]> yesterday =
                payloads(
                        events(0, 300).stream()
                                .map(e -> at(e, NOON.minus(Duration.ofDays(1))))
                                .toList());
        try (var workers = Executors.newFixedThreadPool(4)) {
            var tasks = new ArrayList<Callable<BatchOutcome>>();
            for (int i = 0; i < 8; i++) {
                String batchId = "b" + i % 6;
                tasks.add(
                        patiently(
                                () ->
                                        database.apply(
                                                batchId,
                                                batchId.equals("b1") ? yesterday : today)));
            }
            for (var done : workers.invokeAll(tasks)) {
                done.get();
            }
        }

        assertThat(database.value("SELECT count(*), count(DISTINCT id) FROM events"))
                .isEqualTo("300 300");
        assertThat(database.value("SELECT sum(applied), sum(duplicate) FROM applied_batches"))
                .isEqualTo("300 1500");
    }

    @Test
    void aWorkerStuckInItsTransactionIsPutOutOfTheWay() throws Exception {
        try (Connection stuck = database.source.getConnection()) {
            stuck.setAutoCommit(false);
            locks().take(stuck, List.of("acme-corp"));

            await().atMost(Duration.ofSeconds(10))
                    .ignoreExceptionsInstanceOf(SQLException.class)
                    .until(() -> database.apply("b1", event("1")).applied() == 1);

            assertThat(stuck.isValid(1)).isFalse();
        }
    }

    @Test
    void batchesOfTenantsThatShareNoBucketDoNotWaitForEachOther() throws Exception {
        assertThat(TenantBucket.of("a")).isNotEqualTo(TenantBucket.of("acme-corp"));
        try (Connection busy = database.source.getConnection()) {
            busy.setAutoCommit(false);
            locks().take(busy, List.of("a"));

            assertThat(database.apply("b1", event("1")).applied()).isEqualTo(1);

            assertThat(busy.isValid(1)).isTrue();
        }
    }

    @Test
    void aWorkerThatOnlyWaitsIsLeftAlone() throws Exception {
        try (Connection busy = database.source.getConnection();
                Connection waiting = database.source.getConnection();
                var thread = Executors.newSingleThreadExecutor()) {
            busy.setAutoCommit(false);
            waiting.setAutoCommit(false);
            waiting.createStatement().execute("SET LOCAL lock_timeout = '20s'");
            locks().take(busy, List.of("x/y:z@1"));
            Future<?> turn =
                    thread.submit(
                            () -> {
                                locks().take(waiting, List.of("acme-corp", "x/y:z@1"));
                                return null;
                            });

            // Its locks are taken in order, so it holds what this one wants.
            await().atMost(Duration.ofSeconds(10))
                    .until(() -> refused(() -> database.apply("b1", event("1"))));
            assertThat(refused(() -> database.apply("b1", event("1")))).isTrue();

            busy.rollback();
            turn.get();
            assertThat(waiting.isValid(1)).isTrue();
        }
    }

    private static boolean refused(Callable<BatchOutcome> task) throws Exception {
        try {
            task.call();
            return false;
        } catch (SQLException e) {
            return true;
        }
    }

    private static LockTenants locks() {
        return new LockTenants(
                new Database.Settings(Duration.ZERO, UnknownTenants.CREATE, Duration.ZERO));
    }

    /** Retries as the loop does: the lock's time-out is short in tests. */
    static Callable<BatchOutcome> patiently(Callable<BatchOutcome> task) {
        return () ->
                await().atMost(Duration.ofSeconds(30))
                        .ignoreExceptionsInstanceOf(SQLException.class)
                        .until(task, outcome -> true);
    }
}
