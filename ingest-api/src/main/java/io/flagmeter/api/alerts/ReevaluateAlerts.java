package io.flagmeter.api.alerts;

import io.flagmeter.api.alerts.AlertChanges.OpenAlert;
import io.flagmeter.model.billing.BillingCycle;
import io.flagmeter.model.outbox.DeliveryEvent;
import io.flagmeter.model.outbox.Outbox;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Brings a tenant's alerts into line with its changed settings, in the transaction of the change.
 * At most one message a period tells of what fired, and one of what was resolved.
 */
public final class ReevaluateAlerts {

    private final Connection connection;
    private final String tenant;
    private final AlertRows rows;

    /**
     * For one change.
     *
     * @param quotaVersion that of the new settings, under which no alert stands yet
     */
    public ReevaluateAlerts(Connection connection, String tenant, long quotaVersion) {
        this.connection = connection;
        this.tenant = tenant;
        this.rows = new AlertRows(connection, tenant, quotaVersion);
    }

    /**
     * Resolves, moves and fires alerts. The totals are already those of the new cycle.
     *
     * @param quota null = unlimited
     */
    public void reevaluate(
            @Nullable Long quota, List<Short> thresholds, BillingCycle cycle, Instant now)
            throws SQLException {
        // 1. What stands, and what should.
        var open = new OpenPeriods(connection, tenant, now);
        AlertChanges changes =
                AlertChanges.of(quota, thresholds, cycle, open.totals(), open.alerts());
        // 2. Alerts whose cause is gone; a message a period tells of the highest.
        rows.resolve(changes.resolved(), now, null);
        Outbox.tell(connection, tenant, DeliveryEvent.RESOLVED, highest(changes.resolved()));
        // 3. Alerts that go on in a period of the new cycle, without a message.
        rows.move(changes.moved());
        // 4. Alerts that are new; without a quota there are none.
        if (quota != null) {
            Outbox.tell(
                    connection,
                    tenant,
                    DeliveryEvent.CROSSED,
                    rows.fire(changes.fired(), quota, now));
        }
    }

    static Collection<UUID> highest(List<OpenAlert> alerts) {
        var byThreshold = Comparator.comparingInt(OpenAlert::threshold);
        return alerts.stream()
                .collect(
                        Collectors.toMap(
                                OpenAlert::period,
                                Function.identity(),
                                BinaryOperator.maxBy(byThreshold)))
                .values()
                .stream()
                .map(OpenAlert::id)
                .toList();
    }
}
