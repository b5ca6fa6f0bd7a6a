package io.flagmeter.api.reconciliation;

import io.flagmeter.server.queue.QueueSnapshot;
import java.util.List;
import java.util.stream.Stream;

/**
 * What PostgreSQL and Valkey say.
 *
 * @param stable whether both were read as of one moment
 */
record BothSides(Ledger.Balance ledger, List<QueueSnapshot> queue, boolean stable) {

    /** Processed or in flight, and without a claim that Valkey knows of. */
    long surplus() {
        long claimed = queue.stream().mapToLong(partition -> partition.counts().claimed()).sum();
        return ledger.processed() + inFlight() - claimed;
    }

    Books books() {
        return new Books(
                queue.stream().mapToLong(QueueSnapshot::accepted).sum()
                        + ledger.forgotten()
                        + ledger.gone(),
                ledger.applied(),
                ledger.duplicate(),
                ledger.dead(),
                queue.stream().mapToLong(QueueSnapshot::queued).sum(),
                inFlight(),
                ledger.lost(),
                ledger.voided(),
                queue.stream().mapToLong(QueueSnapshot::foreign).sum(),
                ledger.forgotten(),
                ledger.gone());
    }

    private long inFlight() {
        return batches()
                .filter(batch -> !ledger.committed().contains(batch.id()))
                .mapToLong(QueueSnapshot.BatchInFlight::events)
                .sum();
    }

    private Stream<QueueSnapshot.BatchInFlight> batches() {
        return queue.stream().flatMap(partition -> partition.batches().stream());
    }
}
