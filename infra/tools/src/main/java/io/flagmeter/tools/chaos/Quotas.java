package io.flagmeter.tools.chaos;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/** Gives every tenant a quota with many thresholds, so that crossings fall between the faults. */
final class Quotas {

    /** Tokens; a tenant passes the first threshold within seconds and the last after minutes. */
    static final long QUOTA = 10_000_000;

    /** Percent, as many as a tenant may have. */
    static final List<Integer> THRESHOLDS =
            List.of(
                    1, 2, 5, 10, 15, 20, 30, 40, 50, 65, 80, 100, 125, 150, 200, 300, 400, 550, 750,
                    1_000);

    private static final String TENANT =
            "INSERT INTO tenants (name, monthly_quota, thresholds) VALUES (?, ?, ?::smallint[])";

    private static final String WEBHOOK =
            "INSERT INTO webhooks (tenant, url, secrets)"
                    + " VALUES (?, ?, '{whsec_Y2hhb3MtY2hhb3MtY2hhb3MtY2hhb3M=}')";

    private static final String PENDING =
            "SELECT count(*) FROM alert_deliveries WHERE state = 'pending'";

    private Quotas() {}

    static void give(String jdbcUrl, int tenants, Receiver receiver) throws SQLException {
        try (Connection connection = DriverManager.getConnection(jdbcUrl);
                PreparedStatement tenant = connection.prepareStatement(TENANT);
                PreparedStatement webhook = connection.prepareStatement(WEBHOOK)) {
            for (int i = 0; i < tenants; i++) {
                String name = Traffic.tenant(i);
                tenant.setString(1, name);
                tenant.setLong(2, QUOTA);
                tenant.setArray(3, connection.createArrayOf("int2", THRESHOLDS.toArray()));
                tenant.executeUpdate();
                webhook.setString(1, name);
                webhook.setString(2, receiver.url(name));
                webhook.executeUpdate();
            }
        }
    }

    /** Messages that are still to be delivered. */
    static long pending(String jdbcUrl) throws SQLException {
        try (Connection connection = DriverManager.getConnection(jdbcUrl);
                PreparedStatement query = connection.prepareStatement(PENDING);
                ResultSet row = query.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }
}
