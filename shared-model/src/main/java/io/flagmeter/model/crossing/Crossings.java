package io.flagmeter.model.crossing;

import io.flagmeter.model.outbox.DeliveryEvent;
import io.flagmeter.model.outbox.Outbox;
import io.flagmeter.model.quota.QuotaRule;
import io.flagmeter.model.rollup.TokenSum;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;

/**
 * Finds the thresholds that a batch or a correction carried a total over, and puts the messages
 * about them into the outbox: one for each jump, about the highest.
 *
 * <p>A threshold is passed when the total has reached it and no alert about it is open. That is the
 * same as comparing the old total with the new one, as long as every change of a quota re-evaluates
 * the tenant's alerts; where one did not, because somebody wrote to the table, it is made up for
 * here.
 */
public final class Crossings {

    private static final String OF_A_BATCH = sql("batch_id", "?");
    private static final String OF_A_CORRECTION = sql("correction_id", "?::uuid");

    private Crossings() {}

    private static String sql(String column, String parameter) {
        return """
        WITH passed AS (
            SELECT g.tenant, g.tokens, to_timestamp(g.starts) AS period_start,
                   to_timestamp(g.ends) AS period_end, uuidv7() AS id, threshold,
                   t.quota_version, t.monthly_quota, total.tokens AS new_total
            FROM unnest(?::text[], ?::bigint[], ?::bigint[], ?::bigint[])
                 AS g (tenant, starts, ends, tokens)
            JOIN tenants t ON t.name = g.tenant AND t.monthly_quota IS NOT NULL
            CROSS JOIN LATERAL (
                 SELECT %1$s AS tokens
                 FROM period_totals p
                 WHERE p.tenant = g.tenant AND p.period_start = to_timestamp(g.starts)) AS total
            CROSS JOIN LATERAL (SELECT DISTINCT unnest(t.thresholds)) AS each (threshold)
            WHERE %2$s
              AND NOT EXISTS (
                  SELECT FROM alerts a
                  WHERE a.tenant = g.tenant AND a.period_start = to_timestamp(g.starts)
                    AND a.threshold = each.threshold
                    AND (a.resolved_at IS NULL OR a.quota_version = t.quota_version))),
        raised AS (
            INSERT INTO alerts (tenant, period_start, threshold, quota_version, id, period_end,
                                quota, old_total, new_total, %5$s, announced_by)
            SELECT tenant, period_start, threshold, quota_version, id, period_end,
                   monthly_quota, new_total - tokens, new_total, %6$s,
                   first_value(id) OVER (PARTITION BY tenant, period_start
                                         ORDER BY threshold DESC)
            FROM passed
            RETURNING tenant, id, announced_by),
        told AS (
            %3$s)
        SELECT (SELECT count(*) FROM raised), %4$s
        """
                .formatted(
                        TokenSum.sql("p.total_tokens"),
                        QuotaRule.isReachedSql("total.tokens", "t.monthly_quota", "threshold"),
                        Outbox.insert(
                                DeliveryEvent.CROSSED,
                                "(SELECT tenant, id FROM raised WHERE id = announced_by)"),
                        Outbox.notifyIfAny("told"),
                        column,
                        parameter);
    }

    /** How many thresholds a batch passed. */
    public static int ofBatch(Connection connection, String batchId, List<PeriodIncrease> increases)
            throws SQLException {
        return record(connection, OF_A_BATCH, batchId, increases);
    }

    /** How many thresholds a correction passed. */
    public static int ofCorrection(Connection connection, UUID correction, PeriodIncrease increase)
            throws SQLException {
        return record(connection, OF_A_CORRECTION, correction.toString(), List.of(increase));
    }

    private static int record(
            Connection connection, String sql, String cause, List<PeriodIncrease> increases)
            throws SQLException {
        if (increases.isEmpty()) {
            return 0;
        }
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setArray(1, array(connection, "text", increases, PeriodIncrease::tenant));
            statement.setArray(
                    2,
                    array(
                            connection,
                            "int8",
                            increases,
                            of -> of.period().start().getEpochSecond()));
            statement.setArray(
                    3,
                    array(connection, "int8", increases, of -> of.period().end().getEpochSecond()));
            statement.setArray(4, array(connection, "int8", increases, PeriodIncrease::tokens));
            statement.setString(5, cause);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getInt(1);
            }
        }
    }

    private static Array array(
            Connection connection,
            String type,
            List<PeriodIncrease> increases,
            Function<PeriodIncrease, Object> column)
            throws SQLException {
        return connection.createArrayOf(type, increases.stream().map(column).toArray());
    }
}
