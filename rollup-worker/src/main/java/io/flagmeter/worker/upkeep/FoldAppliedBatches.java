package io.flagmeter.worker.upkeep;

import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;
import javax.sql.DataSource;

/** Keeps the memory of applied batches short without forgetting what they counted. */
@Singleton
public class FoldAppliedBatches {

    // A batch that is still in flight may be delivered again however old it is. No other can be:
    // a claim is not applied when it is older than five minutes.
    private static final String FOLD =
            """
            WITH gone AS (
              DELETE FROM applied_batches
              WHERE applied_at < now() - interval '10 minutes' AND batch_id <> ALL (?::text[])
              RETURNING applied, duplicate, dead),
            sums AS (
              SELECT sum(applied) AS applied, sum(duplicate) AS duplicate, sum(dead) AS dead
              FROM gone)
            UPDATE ledger l
            SET applied = l.applied + s.applied, duplicate = l.duplicate + s.duplicate,
                dead = l.dead + s.dead
            FROM sums s WHERE s.applied IS NOT NULL
            """;

    private final DataSource dataSource;

    FoldAppliedBatches(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /**
     * Folds batches that cannot be delivered again into one row of sums.
     *
     * @param inFlight the ids of all batches not yet acknowledged, read before this call
     */
    public void fold(Collection<String> inFlight) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(FOLD)) {
            statement.setArray(1, connection.createArrayOf("text", inFlight.toArray()));
            statement.executeUpdate();
        }
    }
}
