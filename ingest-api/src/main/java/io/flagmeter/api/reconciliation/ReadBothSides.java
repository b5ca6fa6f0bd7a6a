package io.flagmeter.api.reconciliation;

import io.flagmeter.model.queue.QueueKeys;
import io.flagmeter.model.queue.QueuePartitions;
import io.flagmeter.server.queue.QueueSnapshot;
import io.flagmeter.server.queue.ValkeyCalls;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.List;

/**
 * Reads both sides of the books as of one moment.
 *
 * <p>Two servers share no snapshot, so PostgreSQL is read before and after Valkey: if its sums
 * stayed the same, no batch was committed in between, and they hold for the moments at which Valkey
 * was read: an event never changes its partition, so each may be read at a moment of its own.
 */
@Singleton
class ReadBothSides {

    private static final int ATTEMPTS = 5;

    private final Ledger ledger;
    private final QueuePartitions partitions;
    private final ValkeyCalls valkey;

    ReadBothSides(Ledger ledger, QueuePartitions partitions, ValkeyCalls valkey) {
        this.ledger = ledger;
        this.partitions = partitions;
        this.valkey = valkey;
    }

    /** Of different moments only if a batch was committed in each of five attempts. */
    BothSides now() throws SQLException {
        for (int attempt = 1; ; attempt++) {
            Ledger.Balance before = ledger.read(List.of());
            List<QueueSnapshot> queue = partitions.keys().stream().map(this::snapshot).toList();
            Ledger.Balance after = ledger.read(batchIds(queue));
            if (before.sameAs(after) || attempt == ATTEMPTS) {
                return new BothSides(after, queue, before.sameAs(after));
            }
        }
    }

    private QueueSnapshot snapshot(QueueKeys keys) {
        return QueueSnapshot.of(keys, valkey.call(QueueSnapshot.command(keys)));
    }

    private static List<String> batchIds(List<QueueSnapshot> queue) {
        return queue.stream()
                .flatMap(partition -> partition.batches().stream())
                .map(QueueSnapshot.BatchInFlight::id)
                .toList();
    }
}
