package io.flagmeter.api.reconciliation;

import io.flagmeter.api.audit.Audit;
import io.flagmeter.api.audit.Change;
import io.flagmeter.api.repeat.Repeats;
import io.flagmeter.model.database.Transaction;
import io.flagmeter.server.problem.Problem;
import io.flagmeter.server.problem.ProblemException;
import io.flagmeter.server.problem.ProblemType;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Map;
import javax.sql.DataSource;
import org.jboss.logging.Logger;

/** Writes a loss into the ledger, so that the books balance again and say why. */
@Singleton
class WriteOff {

    private static final Logger LOG = Logger.getLogger(WriteOff.class);

    private static final String WRITE = "INSERT INTO losses (events, reason) VALUES (?, ?)";

    private final DataSource database;
    private final ReadBothSides bothSides;
    private final MarkQueue mark;
    private final Audit audit;
    private final Repeats repeats;

    WriteOff(
            DataSource database,
            ReadBothSides bothSides,
            MarkQueue mark,
            Audit audit,
            Repeats repeats) {
        this.database = database;
        this.bothSides = bothSides;
        this.mark = mark;
        this.audit = audit;
        this.repeats = repeats;
    }

    /**
     * Writes off as many events as the books lack.
     *
     * @param events the difference that the operator saw
     * @return the books after it
     * @throws ProblemException if the difference is another one, also because somebody else was
     *     quicker; then nothing is written
     */
    Books write(long events, String reason) throws SQLException {
        mark.now();
        Books after =
                Transaction.call(
                        database,
                        connection ->
                                repeats.once(connection, 200, same -> write(same, events, reason)));
        LOG.warnf("%d events were written off: %s", events, reason);
        return after;
    }

    private Books write(Connection connection, long events, String reason) throws SQLException {
        // Whoever writes second finds the books as the first one has left them.
        new Marks(connection).lock();
        BothSides now = bothSides.now();
        requireDifference(now, events);
        insert(connection, events, reason);
        var loss = Map.of("events", events, "reason", reason);
        audit.write(connection, new Change("books.write-off", "books", null, null, null, loss));
        return now.books().withoutLoss(events);
    }

    static void requireDifference(BothSides now, long events) {
        if (!now.stable()) {
            throw refused("batches are committed too fast to tell the difference of the books");
        }
        long difference = now.books().difference();
        if (difference != events) {
            throw refused(
                    "the difference of the books is %d and not %d".formatted(difference, events));
        }
    }

    private static ProblemException refused(String why) {
        return Problem.of(ProblemType.CONFLICT, why + ": nothing was written off").toException();
    }

    private static void insert(Connection connection, long events, String reason)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(WRITE)) {
            statement.setLong(1, events);
            statement.setString(2, reason);
            statement.executeUpdate();
        }
    }
}
