package io.flagmeter.api.tenants;

import io.flagmeter.model.rollup.TenantLocks;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;

/**
 * A change of a tenant or of its usage, under the lock that the worker holds while it counts the
 * tenant's usage: so a batch is counted under one state of the tenant, and an alert fires in one of
 * the two.
 */
@Singleton
public class TenantTransaction {

    // A worker waits 10 s for the lock and ends transactions older than 30 s, so nothing here may
    // take as long.
    private static final String LIMITS =
            """
            SET LOCAL lock_timeout = '10s';
            SET LOCAL statement_timeout = '20s';
            """;

    private static final int PATIENCE_MILLIS = 25_000;

    private final DataSource database;

    /** Whoever waits for another change holds no connection, which quota checks need. */
    private final Semaphore turn = new Semaphore(1, true);

    TenantTransaction(DataSource database) {
        this.database = database;
    }

    /** Work that is done in one transaction, alone. */
    @FunctionalInterface
    public interface Work<T> {
        T with(Connection connection) throws SQLException;
    }

    /** Does the work when it is its turn; Hibernate's changes belong to the same transaction. */
    public <T> T run(String tenant, Work<T> work) throws SQLException {
        take();
        try {
            return transaction(tenant, work);
        } finally {
            turn.release();
        }
    }

    private void take() throws SQLException {
        try {
            if (turn.tryAcquire(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new SQLTimeoutException("other changes of tenants are still under way");
    }

    private <T> T transaction(String tenant, Work<T> work) throws SQLException {
        // Begun by hand: an interceptor would commit after a checked exception.
        QuarkusTransaction.begin();
        T result;
        try {
            result = alone(tenant, work);
        } catch (SQLException | RuntimeException e) {
            QuarkusTransaction.rollback();
            throw e;
        }
        QuarkusTransaction.commit();
        return result;
    }

    private <T> T alone(String tenant, Work<T> work) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            int usual = connection.getNetworkTimeout();
            // A quota check must not wait for PostgreSQL as long as this may.
            connection.setNetworkTimeout(Runnable::run, PATIENCE_MILLIS);
            try {
                statement.execute(LIMITS);
                TenantLocks.take(connection, List.of(tenant));
                return work.with(connection);
            } finally {
                connection.setNetworkTimeout(Runnable::run, usual);
            }
        }
    }
}
