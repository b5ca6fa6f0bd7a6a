package io.flagmeter.worker.rollup;

import io.flagmeter.model.billing.BillingCycle;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jboss.logging.Logger;

/** The billing cycles of the tenants that a batch is about. */
final class Tenants {

    private static final Logger LOG = Logger.getLogger(Tenants.class);

    private static final String CYCLES =
            "SELECT name, billing_day, time_zone FROM tenants WHERE name = ANY (?::text[])";

    private static final String CREATE =
            "INSERT INTO tenants (name) SELECT unnest(?::text[]) ON CONFLICT (name) DO NOTHING";

    private Tenants() {}

    /** The cycles of those of the tenants that exist. */
    static Map<String, BillingCycle> cycles(Connection connection, Collection<String> names)
            throws SQLException {
        var cycles = new HashMap<String, BillingCycle>(names.size() * 2);
        try (PreparedStatement statement = connection.prepareStatement(CYCLES)) {
            statement.setArray(1, connection.createArrayOf("text", names.toArray()));
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    String name = rows.getString("name");
                    cycles.put(
                            name,
                            cycle(name, rows.getInt("billing_day"), rows.getString("time_zone")));
                }
            }
        }
        return cycles;
    }

    /** Creates tenants without a quota, billed from the first of the month in UTC. */
    static void create(Connection connection, Collection<String> names) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(CREATE)) {
            // Sorted, so that two workers never wait for each other.
            Object[] sorted = names.stream().sorted().toArray();
            statement.setArray(1, connection.createArrayOf("text", sorted));
            statement.executeUpdate();
        }
    }

    private static BillingCycle cycle(String tenant, int billingDay, String zone) {
        var cycle = BillingCycle.stored(billingDay, zone);
        if (!cycle.zone().getId().equals(zone)) {
            LOG.errorf(
                    "tenant %s: time zone must be an IANA name such as Europe/Berlin: %s; billed in"
                            + " UTC until it is corrected",
                    tenant, zone);
        }
        return cycle;
    }
}
