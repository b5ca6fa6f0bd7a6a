package io.flagmeter.alerting.message;

import io.flagmeter.alerting.message.Notice.AlertFacts;
import io.flagmeter.alerting.message.Notice.AlertFacts.FeatureUse;
import io.flagmeter.alerting.outbox.Delivery;
import io.flagmeter.alerting.outbox.Timestamps;
import io.flagmeter.model.billing.BillingCycle;
import io.flagmeter.model.outbox.DeliveryEvent;
import io.flagmeter.model.rollup.TokenSum;
import jakarta.inject.Singleton;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.Function;
import javax.sql.DataSource;

/** Reads what deliveries are about. */
@Singleton
public class ReadNotices {

    // A crossing keeps the numbers it had; what resolved it is how things are now.
    private static final String ALERTS =
            """
            SELECT a.tenant, a.id, a.threshold, a.period_start, a.period_end,
                   coalesce(t.billing_day, 1) AS billing_day,
                   coalesce(t.time_zone, 'UTC') AS time_zone, i.event,
                   CASE i.event WHEN %1$s THEN t.monthly_quota ELSE a.quota END AS quota,
                   CASE i.event
                       WHEN %1$s THEN (SELECT %2$s
                                             FROM period_totals p
                                             WHERE p.tenant = a.tenant
                                               AND p.period_start = a.period_start)
                       ELSE a.new_total
                   END AS total,
                   CASE i.event
                       WHEN %1$s THEN coalesce(a.resolved_at, a.created_at)
                       ELSE a.created_at
                   END AS at
            FROM unnest(?::text[], ?::uuid[], ?::text[]) WITH ORDINALITY AS i (tenant, id, event, n)
            JOIN alerts a ON a.tenant = i.tenant AND a.id = i.id
            LEFT JOIN tenants t ON t.name = a.tenant
            ORDER BY i.n
            """
                    .formatted(DeliveryEvent.RESOLVED.sql(), TokenSum.sql("p.total_tokens"));

    private static final String TOP_FEATURES =
            """
            SELECT feature, %s AS tokens
            FROM period_totals
            WHERE tenant = ? AND period_start = ? AND total_tokens > 0
            GROUP BY feature
            ORDER BY tokens DESC, feature
            LIMIT 5
            """
                    .formatted(TokenSum.sql("total_tokens"));

    private final DataSource dataSource;

    public ReadNotices(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /**
     * The notices of one request, in the order of its deliveries. Several are for a digest, which
     * has no room for features.
     */
    public List<Notice> read(List<Delivery> deliveries) throws SQLException {
        Delivery first = deliveries.getFirst();
        if (first.event() == DeliveryEvent.TEST) {
            return List.of(new Notice.Test(first.tenant(), first.id()));
        }
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(ALERTS)) {
            statement.setArray(1, array(connection, "text", deliveries, Delivery::tenant));
            statement.setArray(2, array(connection, "uuid", deliveries, ReadNotices::alertId));
            statement.setArray(3, array(connection, "text", deliveries, d -> d.event().text()));
            try (ResultSet rows = statement.executeQuery()) {
                var notices = new ArrayList<Notice>();
                while (rows.next()) {
                    notices.add(notice(connection, rows, deliveries.size() == 1));
                }
                return notices;
            }
        }
    }

    private static Notice notice(Connection connection, ResultSet row, boolean withFeatures)
            throws SQLException {
        var periodStart = Timestamps.read(row, "period_start");
        String tenant = row.getString("tenant");
        var facts =
                new AlertFacts(
                        tenant,
                        row.getObject("id", UUID.class),
                        row.getInt("threshold"),
                        quota(row),
                        row.getLong("total"),
                        periodStart,
                        Timestamps.read(row, "period_end"),
                        BillingCycle.stored(row.getInt("billing_day"), row.getString("time_zone"))
                                .zone(),
                        Timestamps.read(row, "at"),
                        withFeatures ? topFeatures(connection, tenant, periodStart) : List.of());
        return DeliveryEvent.RESOLVED.text().equals(row.getString("event"))
                ? new Notice.Resolved(facts)
                : new Notice.Crossed(facts);
    }

    /** The five that used most in a period, the most first. */
    private static List<FeatureUse> topFeatures(
            Connection connection, String tenant, Instant periodStart) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(TOP_FEATURES)) {
            statement.setString(1, tenant);
            statement.setObject(2, Timestamps.of(periodStart));
            try (ResultSet rows = statement.executeQuery()) {
                var features = new ArrayList<FeatureUse>();
                while (rows.next()) {
                    features.add(new FeatureUse(rows.getString("feature"), rows.getLong("tokens")));
                }
                return features;
            }
        }
    }

    private static OptionalLong quota(ResultSet row) throws SQLException {
        long quota = row.getLong("quota");
        return row.wasNull() ? OptionalLong.empty() : OptionalLong.of(quota);
    }

    private static UUID alertId(Delivery delivery) {
        return delivery.alertId().orElseThrow();
    }

    private static Array array(
            Connection connection,
            String type,
            List<Delivery> deliveries,
            Function<Delivery, Object> column)
            throws SQLException {
        return connection.createArrayOf(type, deliveries.stream().map(column).toArray());
    }
}
