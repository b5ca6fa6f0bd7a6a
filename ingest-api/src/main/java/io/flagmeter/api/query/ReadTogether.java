package io.flagmeter.api.query;

import io.flagmeter.server.problem.Problem;
import io.flagmeter.server.problem.ProblemException;
import io.flagmeter.server.problem.ProblemType;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;

/**
 * Several statements that see one state of the database. Each may take two seconds and all of them
 * eight; what takes longer is refused, since it would again. Who waits for a lock, as while
 * partitions are dropped, is told that the database cannot be used.
 */
@Singleton
public class ReadTogether {

    private static final String LIMITS =
            """
            SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY;
            SET LOCAL statement_timeout = '2s';
            SET LOCAL lock_timeout = '1s';
            """;

    /** What PostgreSQL says of a statement that it has ended. */
    private static final String CANCELED = "57014";

    private static final int PATIENCE_MILLIS = 3_000;
    private static final long ALL_NANOS = TimeUnit.SECONDS.toNanos(8);

    private final DataSource database;

    ReadTogether(DataSource database) {
        this.database = database;
    }

    /** The statements. */
    @FunctionalInterface
    public interface Work<T> {

        /**
         * Does them.
         *
         * @param time to be asked before each of them
         */
        T with(Connection connection, Time time) throws SQLException;
    }

    /** What is left of the time. */
    public static final class Time {

        private final long end = System.nanoTime() + ALL_NANOS;

        private Time() {}

        /**
         * Asks for more of it.
         *
         * @throws ProblemException if there is none
         */
        public void require() {
            if (System.nanoTime() - end > 0) {
                throw tooWide();
            }
        }
    }

    /**
     * Does the work.
     *
     * @throws ProblemException if it takes too long
     */
    public <T> T run(Work<T> work) throws SQLException {
        try (Connection connection = database.getConnection()) {
            int usual = connection.getNetworkTimeout();
            connection.setNetworkTimeout(Runnable::run, PATIENCE_MILLIS);
            connection.setAutoCommit(false);
            try (Statement limits = connection.createStatement()) {
                limits.execute(LIMITS);
                return work.with(connection, new Time());
            } finally {
                connection.rollback();
                connection.setAutoCommit(true);
                connection.setNetworkTimeout(Runnable::run, usual);
            }
        } catch (SQLException e) {
            if (CANCELED.equals(e.getSQLState())) {
                throw tooWide();
            }
            throw e;
        }
    }

    private static ProblemException tooWide() {
        return Problem.of(
                        ProblemType.QUERY_TOO_WIDE,
                        "this reads more than PostgreSQL can in the time of one request: ask for"
                                + " less, such as a shorter range")
                .toException();
    }
}
