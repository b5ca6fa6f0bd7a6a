package io.flagmeter.api.books;

import io.flagmeter.api.queue.QueueSnapshot;
import io.flagmeter.api.queue.ValkeyCalls;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;

/**
 * Reads both sides of the books as of one moment.
 *
 * <p>Two servers share no snapshot, so PostgreSQL is read before and after Valkey: if its sums
 * stayed the same, no batch was committed in between, and they hold for the moment at which Valkey
 * was read.
 */
@Singleton
class Reconcile {

    private static final int ATTEMPTS = 5;

    private final Ledger ledger;
    private final ValkeyCalls valkey;

    Reconcile(Ledger ledger, ValkeyCalls valkey) {
        this.ledger = ledger;
        this.valkey = valkey;
    }

    /** The books; of different moments only if a batch was committed in each of five attempts. */
    Books now() throws SQLException {
        Books books = null;
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Ledger.Sums before = ledger.read(List.of());
            QueueSnapshot queue = QueueSnapshot.of(valkey.call(QueueSnapshot.command()));
            Ledger.Sums after =
                    ledger.read(
                            queue.batches().stream().map(QueueSnapshot.ClaimedBatch::id).toList());
            books = after.with(queue);
            if (before.sameAs(after)) {
                break;
            }
        }
        return Objects.requireNonNull(books);
    }
}
