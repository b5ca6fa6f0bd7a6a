package io.flagmeter.worker.rollup;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** The memory by which a batch delivered again is recognised. */
final class AppliedBatches {

    private static final String FIND =
            "SELECT applied, duplicate, dead, dead_letters FROM applied_batches WHERE batch_id = ?";

    private static final String ADD =
            """
            INSERT INTO applied_batches (batch_id, applied, duplicate, dead, dead_letters)
            VALUES (?, ?, ?, ?, ?)
            """;

    private AppliedBatches() {}

    static Optional<BatchOutcome> find(Connection connection, String batchId) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(FIND)) {
            statement.setString(1, batchId);
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    return Optional.empty();
                }
                var letters = List.of((byte[][]) row.getArray("dead_letters").getArray());
                return Optional.of(
                        new BatchOutcome(
                                row.getInt("applied"),
                                row.getInt("duplicate"),
                                row.getInt("dead"),
                                0,
                                0,
                                letters,
                                true));
            }
        }
    }

    static void add(Connection connection, String batchId, BatchOutcome outcome)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(ADD)) {
            statement.setString(1, batchId);
            statement.setLong(2, outcome.applied());
            statement.setLong(3, outcome.duplicate());
            statement.setLong(4, outcome.dead());
            byte[][] letters = outcome.deadLetters().toArray(byte[][]::new);
            statement.setArray(5, connection.createArrayOf("bytea", letters));
            statement.executeUpdate();
        }
    }
}
