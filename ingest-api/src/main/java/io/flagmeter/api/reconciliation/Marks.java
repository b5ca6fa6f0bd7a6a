package io.flagmeter.api.reconciliation;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The marks and the memory of losses, in one transaction. */
record Marks(Connection connection) {

    private static final String LOCK = "SELECT FROM ledger FOR UPDATE";

    // A claim older than five minutes is not applied any more, see ApplyBatch of the worker.
    private static final String MEMORY =
            """
            SELECT surplus, forgotten, gone,
                   coalesce(forgot_at > now() - interval '6 minutes', false)
              FROM ledger
            """;

    private static final String READ =
            "SELECT partition, epoch, run_id, own, claimed, claimed_own FROM queue_marks";

    private static final String WRITE =
            """
            INSERT INTO queue_marks (partition, epoch, run_id, own, claimed, claimed_own)
            VALUES (?, ?, ?, ?, ?, ?)
            ON CONFLICT (partition) DO UPDATE
               SET epoch = excluded.epoch, run_id = excluded.run_id, own = excluded.own,
                   claimed = excluded.claimed, claimed_own = excluded.claimed_own,
                   marked_at = now()
             WHERE queue_marks.epoch <= excluded.epoch
            """;

    private static final String REMEMBER =
            """
            UPDATE ledger
               SET surplus = ?, forgotten = forgotten + ?, gone = gone + ?,
                   forgot_at = CASE WHEN ? THEN now() ELSE forgot_at END
             WHERE surplus = ? AND forgotten = ? AND gone = ?
            """;

    /**
     * What is known of losses.
     *
     * @param surplus as of the last mark, see {@link BothSides#surplus}
     * @param forgotten claims, in all
     * @param gone events, in all
     * @param mayForgetMore whether a batch may still be committed whose claim Valkey has forgotten
     */
    record Memory(long surplus, long forgotten, long gone, boolean mayForgetMore) {}

    /** Keeps others from changing what is known of losses until the transaction ends. */
    void lock() throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(LOCK)) {
            query.execute();
        }
    }

    Memory memory() throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(MEMORY);
                ResultSet row = query.executeQuery()) {
            row.next();
            return new Memory(row.getLong(1), row.getLong(2), row.getLong(3), row.getBoolean(4));
        }
    }

    Map<Integer, Mark> read() throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(READ);
                ResultSet row = query.executeQuery()) {
            var marks = new HashMap<Integer, Mark>();
            while (row.next()) {
                marks.put(
                        row.getInt(1),
                        new Mark(
                                row.getInt(1),
                                row.getLong(2),
                                row.getString(3),
                                row.getLong(4),
                                row.getLong(5),
                                row.getLong(6)));
            }
            return marks;
        }
    }

    /** Writes a mark, unless it says what the one before said. */
    void write(@Nullable Mark before, Mark mark) throws SQLException {
        if (mark.equals(before)) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement(WRITE)) {
            statement.setInt(1, mark.partition());
            statement.setLong(2, mark.epoch());
            statement.setString(3, mark.runId());
            statement.setLong(4, mark.own());
            statement.setLong(5, mark.claimed());
            statement.setLong(6, mark.claimedOwn());
            statement.executeUpdate();
        }
    }

    /**
     * Adds to what is known of losses.
     *
     * @param doubted whether Valkey may speak from another memory than at the last mark
     * @return false if somebody else was quicker: then nothing is added
     */
    boolean write(Memory before, long surplus, long forgotten, long gone, boolean doubted)
            throws SQLException {
        if (surplus == before.surplus() && forgotten == 0 && gone == 0 && !doubted) {
            return true;
        }
        try (PreparedStatement statement = connection.prepareStatement(REMEMBER)) {
            statement.setLong(1, surplus);
            statement.setLong(2, forgotten);
            statement.setLong(3, gone);
            statement.setBoolean(4, doubted);
            statement.setLong(5, before.surplus());
            statement.setLong(6, before.forgotten());
            statement.setLong(7, before.gone());
            return statement.executeUpdate() == 1;
        }
    }
}
