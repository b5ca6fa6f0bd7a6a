package io.flagmeter.api.alerts;

import io.flagmeter.model.billing.BillingCycle;
import io.flagmeter.model.outbox.DeliveryEvent;
import io.flagmeter.model.outbox.Outbox;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Resolves the alerts whose threshold lies above the usage again because a correction took some of
 * it away. The tenant's settings get a new version then, under which those thresholds may fire once
 * more: whoever passes them again has passed them again.
 */
public final class RelieveAlerts {

    private static final String NEXT_VERSION =
            "UPDATE tenants SET quota_version = quota_version + 1, updated_at = ? WHERE name = ?";

    private RelieveAlerts() {}

    /**
     * In the transaction of the correction, which holds the tenant's lock.
     *
     * @param quota null = unlimited
     * @return how many were resolved
     */
    public static int relieve(
            Connection connection,
            String tenant,
            @Nullable Long quota,
            List<Short> thresholds,
            BillingCycle cycle,
            UUID correction,
            Instant now)
            throws SQLException {
        var open = new OpenPeriods(connection, tenant, now);
        List<AlertChanges.OpenAlert> resolved =
                AlertChanges.of(quota, thresholds, cycle, open.totals(), open.alerts()).resolved();
        if (resolved.isEmpty()) {
            return 0;
        }
        try (PreparedStatement update = connection.prepareStatement(NEXT_VERSION)) {
            update.setObject(1, now.atOffset(ZoneOffset.UTC));
            update.setString(2, tenant);
            update.executeUpdate();
        }
        // No row is made or moved here, so the version of the rows is of no matter.
        new AlertRows(connection, tenant, 0).resolve(resolved, now, correction);
        Outbox.tell(connection, tenant, DeliveryEvent.RESOLVED, ReevaluateAlerts.highest(resolved));
        return resolved.size();
    }
}
