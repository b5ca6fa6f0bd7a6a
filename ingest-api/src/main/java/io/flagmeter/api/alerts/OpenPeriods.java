package io.flagmeter.api.alerts;

import io.flagmeter.api.alerts.AlertChanges.OpenAlert;
import io.flagmeter.api.alerts.AlertChanges.PeriodTotal;
import io.flagmeter.model.billing.BillingPeriod;
import io.flagmeter.model.rollup.TokenSum;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** A tenant's periods that have not ended: the current one, and one that begins in minutes. */
record OpenPeriods(Connection connection, String tenant, Instant now) {

    private static final String TOTALS =
            """
            SELECT period_start, period_end, %s
              FROM period_totals
             WHERE tenant = ? AND period_end > ?
             GROUP BY period_start, period_end
            """
                    .formatted(TokenSum.sql("total_tokens"));

    private static final String ALERTS =
            """
            SELECT period_start, period_end, threshold, id
              FROM alerts
             WHERE tenant = ? AND period_end > ? AND resolved_at IS NULL
             ORDER BY period_start, threshold
            """;

    /** The cells of one row. */
    private interface Row<T> {
        T read(BillingPeriod period, ResultSet row) throws SQLException;
    }

    List<PeriodTotal> totals() throws SQLException {
        return read(TOTALS, (period, row) -> new PeriodTotal(period, row.getLong(3)));
    }

    List<OpenAlert> alerts() throws SQLException {
        return read(
                ALERTS,
                (period, row) ->
                        new OpenAlert(row.getObject(4, UUID.class), row.getInt(3), period));
    }

    private <T> List<T> read(String sql, Row<T> reader) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(sql)) {
            query.setString(1, tenant);
            query.setObject(2, now.atOffset(ZoneOffset.UTC));
            var found = new ArrayList<T>();
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    var period =
                            new BillingPeriod(
                                    rows.getObject(1, OffsetDateTime.class).toInstant(),
                                    rows.getObject(2, OffsetDateTime.class).toInstant());
                    found.add(reader.read(period, rows));
                }
            }
            return found;
        }
    }
}
