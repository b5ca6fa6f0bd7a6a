package io.flagmeter.api.books;

import io.flagmeter.api.queue.QueueSnapshot;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;

/** The side of the books that PostgreSQL keeps. */
@Singleton
class Ledger {

    private static final String SQL =
            """
            SELECT l.applied + coalesce(b.applied, 0),
                   l.duplicate + coalesce(b.duplicate, 0),
                   l.dead + coalesce(b.dead, 0),
                   coalesce(b.known, '{}')
              FROM (SELECT coalesce(sum(applied), 0) AS applied,
                           coalesce(sum(duplicate), 0) AS duplicate,
                           coalesce(sum(dead), 0) AS dead
                      FROM ledger) l,
                   (SELECT sum(applied) AS applied, sum(duplicate) AS duplicate,
                           sum(dead) AS dead,
                           array_agg(batch_id) FILTER (WHERE batch_id = ANY (?)) AS known
                      FROM applied_batches) b
            """;

    private final DataSource database;

    Ledger(DataSource database) {
        this.database = database;
    }

    /**
     * The sums of all batches.
     *
     * @param committed which of the batches asked for stand in PostgreSQL already
     */
    record Sums(long applied, long duplicate, long dead, Set<String> committed) {

        boolean sameAs(Sums other) {
            return applied == other.applied && duplicate == other.duplicate && dead == other.dead;
        }

        Books with(List<QueueSnapshot> partitions) {
            long accepted = partitions.stream().mapToLong(QueueSnapshot::accepted).sum();
            long queued = partitions.stream().mapToLong(QueueSnapshot::queued).sum();
            long inFlight =
                    partitions.stream()
                            .flatMap(partition -> partition.batches().stream())
                            .filter(batch -> !committed.contains(batch.id()))
                            .mapToLong(QueueSnapshot.ClaimedBatch::events)
                            .sum();
            return new Books(accepted, applied, duplicate, dead, queued, inFlight);
        }
    }

    /** One statement, so that a batch being folded into the ledger is seen once. */
    Sums read(Collection<String> batchIds) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement query = connection.prepareStatement(SQL)) {
            query.setArray(1, connection.createArrayOf("text", batchIds.toArray()));
            try (ResultSet row = query.executeQuery()) {
                row.next();
                var committed = (String[]) row.getArray(4).getArray();
                return new Sums(
                        row.getLong(1),
                        row.getLong(2),
                        row.getLong(3),
                        Set.copyOf(List.of(committed)));
            }
        }
    }
}
