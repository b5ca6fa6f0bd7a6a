package io.flagmeter.worker.rollup;

import io.flagmeter.model.rollup.TenantLocks;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import org.jboss.logging.Logger;

/**
 * Lets one transaction at a time add events of a tenant, and ends one that keeps the others waiting
 * for too long.
 *
 * <p>That makes "is this event known?" and "write it" one step, also for the copies of an event
 * whose days differ, which no unique index can tell. It costs no speed: batches add to the same few
 * rollup rows and would wait for each other there.
 */
@Singleton
class LockTenants {

    private static final Logger LOG = Logger.getLogger(LockTenants.class);

    /** SQLSTATE of lock_timeout, which the connection sets. */
    private static final String LOCK_NOT_AVAILABLE = "55P03";

    // A worker stopped in the middle of sending rows holds the lock, and no time-out of the server
    // ends it there. Its transaction is rolled back; its batch is delivered again.
    private static final String EVICT =
            """
            SELECT pg_terminate_backend(l.pid)
            FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
            WHERE l.locktype = 'advisory' AND l.granted
              AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
              AND l.classid = ?::bigint::oid AND l.objid = ANY (?::bigint[]::oid[])
              AND a.wait_event_type IS DISTINCT FROM 'Lock'
              AND a.xact_start < clock_timestamp() - ? * interval '1 millisecond'
            """;

    private final RollupConfig config;

    LockTenants(RollupConfig config) {
        this.config = config;
    }

    /**
     * Waits until the transaction holds the locks of all these tenants, which it does to its end.
     */
    void take(Connection connection, Collection<String> tenants) throws SQLException {
        try {
            TenantLocks.take(connection, tenants);
        } catch (SQLException e) {
            if (!LOCK_NOT_AVAILABLE.equals(e.getSQLState())) {
                throw e;
            }
            connection.rollback();
            evict(connection, TenantLocks.buckets(tenants));
            throw e;
        }
    }

    private void evict(Connection connection, Object[] buckets) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(EVICT)) {
            statement.setLong(1, TenantLocks.SPACE);
            statement.setArray(2, connection.createArrayOf("int4", buckets));
            statement.setLong(3, config.stuckAfter().toMillis());
            try (ResultSet evicted = statement.executeQuery()) {
                while (evicted.next()) {
                    LOG.warnf(
                            "ended another worker's transaction: it ran over %s",
                            config.stuckAfter());
                }
            }
        }
        connection.rollback();
    }
}
