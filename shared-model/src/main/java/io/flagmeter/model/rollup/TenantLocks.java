package io.flagmeter.model.rollup;

import io.flagmeter.model.queue.TenantBucket;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;

/**
 * The locks of PostgreSQL under which a tenant's usage is counted and its settings are changed: one
 * transaction at a time, by the {@link TenantBucket} that the tenant falls into.
 */
public final class TenantLocks {

    /** First key of the advisory locks, "FLAG" in ASCII; the second is the bucket. */
    public static final int SPACE = 0x464C4147;

    private static final String TAKE =
            "SELECT pg_advisory_xact_lock(?, bucket) FROM unnest(?::int[]) AS bucket";

    private TenantLocks() {}

    /**
     * Waits until the transaction holds the locks of all these tenants, which it does to its end.
     */
    public static void take(Connection connection, Collection<String> tenants) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(TAKE)) {
            statement.setInt(1, SPACE);
            statement.setArray(2, connection.createArrayOf("int4", buckets(tenants)));
            statement.execute();
        }
    }

    /** The second keys, sorted, so that no two transactions wait for each other. */
    public static Object[] buckets(Collection<String> tenants) {
        return tenants.stream().map(TenantBucket::of).distinct().sorted().toArray();
    }
}
