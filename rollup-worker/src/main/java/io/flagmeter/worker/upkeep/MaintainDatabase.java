package io.flagmeter.worker.upkeep;

import io.flagmeter.worker.queue.QueueUnavailableException;
import io.flagmeter.worker.queue.ValkeyQueue;
import io.quarkus.scheduler.Scheduled;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.jboss.logging.Logger;

/** What the database needs before the first batch, and from time to time after it. */
@Singleton
public class MaintainDatabase {

    private static final Logger LOG = Logger.getLogger(MaintainDatabase.class);

    private final Flyway flyway;
    private final TablePartitions partitions;
    private final FoldAppliedBatches ledger;
    private final DropAudit audit;
    private final DropCorrections corrections;
    private final ValkeyQueue queue;
    private volatile boolean prepared;

    MaintainDatabase(
            Flyway flyway,
            TablePartitions partitions,
            FoldAppliedBatches ledger,
            DropAudit audit,
            DropCorrections corrections,
            ValkeyQueue queue) {
        this.flyway = flyway;
        this.partitions = partitions;
        this.ledger = ledger;
        this.audit = audit;
        this.corrections = corrections;
        this.queue = queue;
    }

    /** Brings the schema up to date and turns the partitions. */
    public void prepare() throws SQLException {
        flyway.migrate();
        turn();
        prepared = true;
    }

    @Scheduled(every = "1h", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void turnPartitions() {
        if (!prepared) {
            return;
        }
        try {
            turn();
        } catch (SQLException e) {
            LOG.warnf(
                    "partitions were not created or dropped, next try in an hour: %s",
                    e.getMessage());
        }
    }

    private void turn() throws SQLException {
        partitions.createAhead();
        List<String> dropped = partitions.dropExpired();
        if (!dropped.isEmpty()) {
            LOG.infof("dropped what is older than the retention: %s", dropped);
        }
    }

    @Scheduled(every = "1h", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void dropAudit() {
        if (!prepared) {
            return;
        }
        try {
            audit.dropExpired();
        } catch (SQLException e) {
            LOG.warnf(
                    "old entries of the audit log were not dropped, next try in an hour: %s",
                    e.getMessage());
        }
    }

    @Scheduled(every = "1h", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void dropCorrections() {
        if (!prepared) {
            return;
        }
        try {
            int ignored = corrections.dropExpired();
        } catch (SQLException e) {
            LOG.warnf("old corrections were not dropped, next try in an hour: %s", e.getMessage());
        }
    }

    @Scheduled(every = "1m", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void foldLedger() {
        if (!prepared) {
            return;
        }
        try {
            ledger.fold(queue.inFlight());
        } catch (SQLException | QueueUnavailableException e) {
            LOG.warnf(
                    "old rows of applied_batches were not removed, next try in a minute: %s",
                    e.getMessage());
        }
    }
}
