package io.flagmeter.model.database;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Several statements as one step: all of it is committed, or nothing. */
public final class Transaction {

    private Transaction() {}

    /** What happens inside. */
    @FunctionalInterface
    public interface Steps {
        void in(Connection connection) throws SQLException;
    }

    /** What happens inside, with a result. */
    @FunctionalInterface
    public interface Work<T> {
        T in(Connection connection) throws SQLException;
    }

    public static void run(DataSource dataSource, Steps steps) throws SQLException {
        boolean ignored =
                call(
                        dataSource,
                        connection -> {
                            steps.in(connection);
                            return true;
                        });
    }

    public static <T> T call(DataSource dataSource, Work<T> work) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            try {
                T result = work.in(connection);
                connection.commit();
                return result;
            } catch (SQLException | RuntimeException | Error e) {
                // Of whatever kind: the pool turns auto-commit on again when it gets the connection
                // back, and that would commit the half of it.
                rollback(connection, e);
                throw e;
            }
        }
    }

    private static void rollback(Connection connection, Throwable cause) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            cause.addSuppressed(e);
        }
    }
}
