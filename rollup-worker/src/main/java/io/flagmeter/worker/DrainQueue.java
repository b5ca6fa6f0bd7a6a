package io.flagmeter.worker;

import io.flagmeter.worker.rollup.ApplyBatch;
import io.flagmeter.worker.rollup.BatchOutcome;
import io.flagmeter.worker.rollup.ClaimedBatch;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import org.jboss.logging.MDC;

/**
 * The way of a batch: claimed, applied, acknowledged. {@link DrainLoop} goes it again and again.
 */
@Singleton
class DrainQueue {

    /** Which batch the lines of the log are about. */
    private static final String BATCH_ID = "batchId";

    private final TakeBatches batches;
    private final ApplyBatch applyBatch;
    private final WorkerMetrics metrics;
    private final DroppedLetters dropped;

    DrainQueue(
            TakeBatches batches,
            ApplyBatch applyBatch,
            WorkerMetrics metrics,
            DroppedLetters dropped) {
        this.batches = batches;
        this.applyBatch = applyBatch;
        this.metrics = metrics;
        this.dropped = dropped;
    }

    /** Takes the next batch off the queue; waits for a while if there is none. */
    void next() throws SQLException {
        // 1. Claim. Valkey moves the oldest events to a list of the batch's own, under a lease.
        //    Killed from here on and before step 3, a worker leaves this batch, and the one that it
        //    claimed ahead, until their leases run out. Then they are delivered again, to whoever
        //    asks. That wait is all that a SIGKILL costs.
        Optional<ClaimedBatch> batch = batches.next();
        if (batch.isPresent()) {
            process(batch.get());
            batches.linger(batch.get());
        }
    }

    /** What was claimed ahead would otherwise wait for its lease to run out. */
    void finish() throws SQLException {
        Optional<ClaimedBatch> last = batches.last();
        if (last.isPresent()) {
            process(last.get());
        }
    }

    /** Closing a batch that is not acknowledged leaves it to the next claim, here or elsewhere. */
    private void process(ClaimedBatch batch) throws SQLException {
        try (batch) {
            // Until the loop turns: what went wrong with the batch is said after this.
            MDC.put(BATCH_ID, batch.id());
            long start = System.nanoTime();
            // 2. Apply. One transaction counts the events and remembers the batch: killed before
            //    its commit nothing is counted, killed after it the batch is recognised by its id.
            BatchOutcome outcome = applyBatch.apply(batch);
            // 3. Acknowledge. Valkey deletes the batch and files its dead letters, in one step:
            //    killed before it the batch has the same dead letters when it is delivered again,
            //    killed after it there is nothing left to deliver.
            long noRoom = batch.claim().acknowledge(outcome.deadLetters());
            // 4. Tell. These numbers are of this process only and end with it.
            dropped.add(noRoom);
            metrics.processed(outcome, Duration.ofNanos(System.nanoTime() - start));
        }
    }

    /** The log is not about a batch any more. */
    static void forgetBatch() {
        MDC.remove(BATCH_ID);
    }
}
