package io.flagmeter.worker;

import io.flagmeter.model.loop.LoopWatch;
import io.flagmeter.worker.queue.QueueUnavailableException;
import io.flagmeter.worker.queue.ValkeyQueue;
import io.flagmeter.worker.rollup.ApplyBatch;
import io.flagmeter.worker.rollup.BatchOutcome;
import io.flagmeter.worker.rollup.ClaimedBatch;
import io.flagmeter.worker.upkeep.MaintainDatabase;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import org.flywaydb.core.api.FlywayException;
import org.jboss.logging.Logger;
import org.jboss.logging.MDC;

/** The worker's loop: claim, apply, acknowledge. */
@Singleton
public class DrainQueue {

    private static final Logger LOG = Logger.getLogger(DrainQueue.class);

    /** Which batch the lines of the log speak of. */
    private static final String BATCH_ID = "batchId";

    /** How long an idle worker waits before it looks for expired leases and for its stop. */
    private static final Duration IDLE_WAIT = Duration.ofSeconds(1);

    /** Less than the grace period of docker-compose.yml, so that there is time to say so. */
    private static final Duration LONGEST_STOP = Duration.ofSeconds(25);

    /**
     * A wait for PostgreSQL that is longer than a minute (its socketTimeout) ends the turn. Before
     * it there may be one for the tenants' locks that is nearly as long; what else a turn asks
     * takes milliseconds. The rest is for the statements of a slow migration.
     */
    private static final Duration LONGEST_TURN = Duration.ofMinutes(5);

    private final ValkeyQueue queue;
    private final ApplyBatch applyBatch;
    private final MaintainDatabase database;
    private final WorkerMetrics metrics;
    private final DroppedLetters dropped;
    private final WorkerConfig config;
    private final TakeBatches batches;
    private final BackOff backOff = new BackOff();
    private final LoopWatch watch = new LoopWatch("drain-queue", LONGEST_TURN, LOG::error);
    private final Thread thread = Thread.ofVirtual().name("drain-queue").unstarted(this::run);
    private int round;
    private boolean moreInRound;
    private volatile boolean stopping;
    private volatile boolean draining;

    DrainQueue(
            ValkeyQueue queue,
            ApplyBatch applyBatch,
            MaintainDatabase database,
            WorkerMetrics metrics,
            DroppedLetters dropped,
            WorkerConfig config) {
        this.queue = queue;
        this.applyBatch = applyBatch;
        this.database = database;
        this.metrics = metrics;
        this.dropped = dropped;
        this.config = config;
        this.batches = new TakeBatches(queue);
    }

    void start(@Observes StartupEvent event) {
        try {
            queue.announce();
        } catch (QueueUnavailableException e) {
            LOG.warnf(
                    "cannot read the number of queue partitions from Valkey yet: %s",
                    e.getMessage());
        }
        watch.start();
        thread.start();
    }

    /** Lets the batches in hand finish, then ends the loop. */
    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        stopping = true;
        watch.close();
        backOff.wake();
        if (!thread.join(LONGEST_STOP)) {
            LOG.warn("stopping before a claimed batch was applied; it will be delivered again");
        }
    }

    /** Whether the last turn of the loop succeeded, rather than waiting for a dependency. */
    public boolean draining() {
        return draining;
    }

    /** Whether the loop stands still, so that nothing but a new process helps. */
    public boolean stuck() {
        return watch.isStuck();
    }

    private void run() {
        boolean prepared = false;
        while (!stopping) {
            watch.turned();
            try {
                if (!prepared) {
                    if (!announce()) {
                        return;
                    }
                    database.prepare();
                    prepared = true;
                    draining = true;
                    LOG.info("the schema is up to date; draining the queue");
                }
                turn();
                draining = true;
                backOff.reset();
            } catch (SQLException | FlywayException e) {
                waitFor("PostgreSQL", e);
            } catch (QueueUnavailableException e) {
                waitFor("Valkey", e);
            } catch (RuntimeException e) {
                LOG.error("applying the claimed batch failed; it will be delivered again", e);
                waitFor("the worker itself", e);
            } finally {
                MDC.remove(BATCH_ID);
            }
        }
        finish();
    }

    /** Again, for Valkey may have been away at the start; false if this worker must end. */
    private boolean announce() {
        try {
            queue.announce();
            return true;
        } catch (IllegalArgumentException e) {
            LOG.error(e.getMessage());
            Quarkus.asyncExit(1);
            return false;
        }
    }

    /** A batch taken ahead would else wait for its lease to run out. */
    private void finish() {
        try {
            Optional<ClaimedBatch> last = batches.last();
            if (last.isPresent()) {
                process(last.get());
            }
        } catch (SQLException | RuntimeException e) {
            LOG.warnf("a claimed batch will be delivered again: %s", e.getMessage());
        }
    }

    private void turn() throws SQLException {
        Optional<ClaimedBatch> next = batches.next();
        if (next.isEmpty()) {
            queue.awaitEvents(IDLE_WAIT);
            backOff.pause(config.linger());
            return;
        }
        process(next.get());
        if (endsARoundThatLeftNothing(next.get())) {
            // The queue was emptied: let some events gather, for a transaction costs the same for
            // one as for a hundred.
            backOff.pause(config.linger());
        }
    }

    private boolean endsARoundThatLeftNothing(ClaimedBatch batch) {
        moreInRound |= batch.claim().moreWait();
        if (batch.round() == round) {
            return false;
        }
        boolean emptied = !moreInRound;
        round = batch.round();
        moreInRound = false;
        return emptied;
    }

    /**
     * Closing without having acknowledged leaves the batch to the next claim, here or elsewhere.
     */
    private void process(ClaimedBatch batch) throws SQLException {
        try (batch) {
            // Until the turn ends: what went wrong with the batch is said after this.
            MDC.put(BATCH_ID, batch.id());
            long start = System.nanoTime();
            BatchOutcome outcome = applyBatch.apply(batch);
            dropped.add(batch.claim().acknowledge(outcome.deadLetters()));
            metrics.processed(outcome, Duration.ofNanos(System.nanoTime() - start));
        }
    }

    /** Nothing is claimed meanwhile; the next turn comes after the pause. */
    private void waitFor(String what, Exception e) {
        draining = false;
        metrics.failed();
        Duration pause = backOff.next();
        LOG.warnf("waiting %d ms for %s: %s", pause.toMillis(), what, e.getMessage());
        backOff.pause(pause);
    }
}
