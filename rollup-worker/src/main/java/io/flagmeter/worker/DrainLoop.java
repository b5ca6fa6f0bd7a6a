package io.flagmeter.worker;

import io.flagmeter.model.loop.LoopWatch;
import io.flagmeter.worker.queue.QueueUnavailableException;
import io.flagmeter.worker.queue.ValkeyQueue;
import io.flagmeter.worker.upkeep.MaintainDatabase;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Duration;
import org.flywaydb.core.api.FlywayException;
import org.jboss.logging.Logger;

/** Drains the queue from start to stop, and waits for what is away. */
@Singleton
public class DrainLoop {

    private static final Logger LOG = Logger.getLogger(DrainLoop.class);

    /** Less than the grace period of docker-compose.yml, so that there is time to say so. */
    private static final Duration LONGEST_STOP = Duration.ofSeconds(25);

    /**
     * A wait for PostgreSQL that is longer than a minute (its socketTimeout) ends the turn. Before
     * it there may be one for the tenants' locks that is nearly as long; what else a turn asks
     * takes milliseconds. The rest is for the statements of a slow migration.
     */
    private static final Duration LONGEST_TURN = Duration.ofMinutes(5);

    private final ValkeyQueue queue;
    private final MaintainDatabase database;
    private final DrainQueue drainQueue;
    private final WorkerMetrics metrics;
    private final BackOff backOff;
    private final LoopWatch watch = new LoopWatch("drain-queue", LONGEST_TURN, LOG::error);
    private final Thread thread = Thread.ofVirtual().name("drain-queue").unstarted(this::run);
    private volatile boolean stopping;
    private volatile boolean draining;

    DrainLoop(
            ValkeyQueue queue,
            MaintainDatabase database,
            DrainQueue drainQueue,
            WorkerMetrics metrics,
            BackOff backOff) {
        this.queue = queue;
        this.database = database;
        this.drainQueue = drainQueue;
        this.metrics = metrics;
        this.backOff = backOff;
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
                drainQueue.next();
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
                DrainQueue.forgetBatch();
            }
        }
        try {
            drainQueue.finish();
        } catch (SQLException | RuntimeException e) {
            LOG.warnf("a claimed batch will be delivered again: %s", e.getMessage());
        }
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

    /** Nothing is claimed meanwhile; the next turn comes after the pause. */
    private void waitFor(String what, Exception e) {
        draining = false;
        metrics.failed();
        Duration pause = backOff.next();
        LOG.warnf("waiting %d ms for %s: %s", pause.toMillis(), what, e.getMessage());
        backOff.pause(pause);
    }
}
