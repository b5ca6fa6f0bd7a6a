package io.flagmeter.worker;

import static io.flagmeter.model.config.Settings.require;
import static io.flagmeter.model.config.Settings.requireWithin;

import io.flagmeter.model.queue.DeadLetterConfig;
import io.flagmeter.worker.rollup.RollupConfig;
import io.flagmeter.worker.upkeep.AuditRetentionConfig;
import io.flagmeter.worker.upkeep.UsageRetentionConfig;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;

/** Stops a worker at its start that could not keep its promises as configured. */
@Singleton
class CheckSettings {

    private static final Duration LONGEST_RETENTION = Duration.ofDays(3650);

    /** Several of the longest events. */
    private static final long LEAST_BATCH_BYTES = 64 << 10;

    /** What an event takes beside its bytes, from the answer of Valkey to the sums. */
    private static final long HEAP_OF_AN_EVENT = 2 << 10;

    /**
     * A byte is in the answer, in the payload, and may be in a dead letter, as text and encoded.
     */
    private static final long HEAP_OF_A_BYTE = 4;

    /**
     * Before the scheduler, at 0, and all others: nothing is begun under settings that do not hold.
     */
    void check(
            @Observes @Priority(-2) StartupEvent start,
            WorkerConfig worker,
            DeadLetterConfig letters,
            RollupConfig rollup,
            UsageRetentionConfig retention,
            AuditRetentionConfig audit) {
        check(worker, Runtime.getRuntime().maxMemory());
        check(letters);
        check(rollup, retention);
        check(audit);
    }

    static void check(WorkerConfig worker, long heap) {
        requireWithin("FLAGMETER_WORKER_BATCH_SIZE", worker.batchSize(), 1, 50_000);
        requireWithin(
                "FLAGMETER_WORKER_BATCH_BYTES", worker.batchBytes(), LEAST_BATCH_BYTES, 256 << 20);
        long need =
                2 * (worker.batchSize() * HEAP_OF_AN_EVENT + worker.batchBytes() * HEAP_OF_A_BYTE);
        long room = heap / 4 * 3;
        require(
                need <= room,
                ("FLAGMETER_WORKER_BATCH_SIZE=%d and FLAGMETER_WORKER_BATCH_BYTES=%d want %d MiB"
                                + " for the two batches in hand, the heap has %d MiB for them")
                        .formatted(
                                worker.batchSize(), worker.batchBytes(), need >> 20, room >> 20));
        requireWithin(
                "FLAGMETER_WORKER_LEASE",
                worker.lease(),
                Duration.ofSeconds(1),
                Duration.ofMinutes(5));
        requireWithin(
                "FLAGMETER_WORKER_LINGER", worker.linger(), Duration.ZERO, Duration.ofSeconds(1));
    }

    static void check(DeadLetterConfig letters) {
        requireWithin("FLAGMETER_DEAD_LETTERS_MAX", letters.max(), 0, 1_000_000);
        requireWithin("FLAGMETER_DEAD_LETTERS_MAX_BYTES", letters.maxBytes(), 0, 1L << 32);
    }

    static void check(AuditRetentionConfig retention) {
        requireWithin(
                "FLAGMETER_RETENTION_AUDIT",
                retention.audit(),
                Duration.ofDays(1),
                LONGEST_RETENTION);
    }

    static void check(RollupConfig rollup, UsageRetentionConfig retention) {
        requireWithin(
                "FLAGMETER_DEDUP_WINDOW",
                rollup.dedupWindow(),
                Duration.ofMinutes(1),
                Duration.ofDays(35));
        requireWithin("FLAGMETER_TENANTS_MAX_FEATURES", rollup.maxFeatures(), 1, 100_000);
        requireWithin(
                "FLAGMETER_WORKER_STUCK_AFTER",
                rollup.stuckAfter(),
                Duration.ofSeconds(10),
                Duration.ofMinutes(4));
        // A copy can be recognised for as long as the event itself is kept.
        require(
                retention.events().compareTo(rollup.dedupWindow().plusDays(1)) >= 0,
                "FLAGMETER_RETENTION_EVENTS must be at least a day longer than"
                        + " FLAGMETER_DEDUP_WINDOW");
        requireWithin(
                "FLAGMETER_RETENTION_ROLLUPS",
                retention.rollups(),
                retention.events(),
                LONGEST_RETENTION);
    }
}
