package io.flagmeter.api.corrections;

import io.flagmeter.api.alerts.RelieveAlerts;
import io.flagmeter.model.billing.BillingCycle;
import io.flagmeter.model.billing.BillingPeriod;
import io.flagmeter.model.crossing.Crossings;
import io.flagmeter.model.crossing.PeriodIncrease;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What decides about a tenant's totals and alerts.
 *
 * @param quota null = unlimited
 */
record BilledTenant(String name, @Nullable Long quota, List<Short> thresholds, BillingCycle cycle) {

    private static final String READ =
            """
            SELECT monthly_quota, thresholds, billing_day, time_zone FROM tenants WHERE name = ?
            """;

    BilledTenant {
        thresholds = List.copyOf(thresholds);
    }

    static Optional<BilledTenant> read(Connection connection, String name) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(READ)) {
            query.setString(1, name);
            try (ResultSet row = query.executeQuery()) {
                return row.next()
                        ? Optional.of(
                                new BilledTenant(
                                        name,
                                        row.getObject("monthly_quota", Long.class),
                                        List.of((Short[]) row.getArray("thresholds").getArray()),
                                        BillingCycle.stored(
                                                row.getInt("billing_day"),
                                                row.getString("time_zone"))))
                        : Optional.empty();
            }
        }
    }

    /**
     * Resolves or raises alerts as the totals have moved. Of a period that has ended nobody hears:
     * nobody can act on what it passes.
     */
    void followAlerts(
            Connection connection, Correction correction, BillingPeriod period, Instant now)
            throws SQLException {
        if (!period.end().isAfter(now)) {
            return;
        }
        if (correction.tokens() > 0) {
            int ignored =
                    Crossings.ofCorrection(
                            connection,
                            correction.id(),
                            new PeriodIncrease(name, period, correction.tokens()));
        } else {
            int ignored =
                    RelieveAlerts.relieve(
                            connection, name, quota, thresholds, cycle, correction.id(), now);
        }
    }
}
