package io.flagmeter.api.reconciliation;

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
            SELECT l.applied + coalesce(b.applied, 0) AS applied,
                   l.duplicate + coalesce(b.duplicate, 0) AS duplicate,
                   l.dead + coalesce(b.dead, 0) AS dead,
                   l.forgotten, l.gone, l.voided,
                   (SELECT coalesce(sum(events), 0) FROM losses) AS lost,
                   coalesce(b.known, '{}') AS committed
              FROM (SELECT coalesce(sum(applied), 0) AS applied,
                           coalesce(sum(duplicate), 0) AS duplicate,
                           coalesce(sum(dead), 0) AS dead,
                           coalesce(sum(forgotten), 0) AS forgotten,
                           coalesce(sum(gone), 0) AS gone,
                           coalesce(sum(voided), 0) AS voided
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
     * The sums of all batches, and what was written down about losses.
     *
     * @param forgotten processed events whose claims Valkey has lost
     * @param gone acknowledged events that Valkey has lost
     * @param lost what was written off
     * @param voided events that were applied and count no more
     * @param committed which of the batches asked for stand in PostgreSQL already
     */
    record Balance(
            long applied,
            long duplicate,
            long dead,
            long forgotten,
            long gone,
            long lost,
            long voided,
            Set<String> committed) {

        long processed() {
            return applied + duplicate + dead;
        }

        boolean sameAs(Balance other) {
            return equals(other.with(voided, committed));
        }

        /** That a correction was made meanwhile moves nothing from one side to the other. */
        private Balance with(long otherVoided, Set<String> otherCommitted) {
            return new Balance(
                    applied, duplicate, dead, forgotten, gone, lost, otherVoided, otherCommitted);
        }
    }

    /** One statement, so that a batch being folded into the ledger is seen once. */
    Balance read(Collection<String> batchIds) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement query = connection.prepareStatement(SQL)) {
            query.setArray(1, connection.createArrayOf("text", batchIds.toArray()));
            try (ResultSet row = query.executeQuery()) {
                row.next();
                var committed = (String[]) row.getArray("committed").getArray();
                return new Balance(
                        row.getLong("applied"),
                        row.getLong("duplicate"),
                        row.getLong("dead"),
                        row.getLong("forgotten"),
                        row.getLong("gone"),
                        row.getLong("lost"),
                        row.getLong("voided"),
                        Set.copyOf(List.of(committed)));
            }
        }
    }
}
