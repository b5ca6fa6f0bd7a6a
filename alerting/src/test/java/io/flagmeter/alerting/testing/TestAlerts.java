package io.flagmeter.alerting.testing;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;

/** Tenants, webhooks and alerts, written as the worker and the API write them. */
public final class TestAlerts {

    public static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");
    public static final String TENANT = "acme-corp";

    private final DataSource source;

    public TestAlerts(DataSource source) {
        this.source = source;
    }

    /** Has used 820,000 of its million tokens. */
    public TestAlerts tenant(String tenant) {
        execute("INSERT INTO tenants (name, monthly_quota) VALUES (?, 1000000)", tenant);
        usage(tenant, "gpt-4-turbo", 700_000);
        usage(tenant, "embeddings", 120_000);
        return this;
    }

    private void usage(String tenant, String feature, long tokens) {
        execute(
                """
                INSERT INTO period_totals (tenant, period_start, feature, period_end, total_tokens,
                                           event_count, latest_minute)
                VALUES (?, '2026-11-01Z', ?, '2026-12-01Z', ?, 1, '2026-11-20T12:00Z')
                """,
                tenant,
                feature,
                tokens);
    }

    public UUID slack(String tenant, String url) {
        return id(
                "INSERT INTO slack_webhooks (tenant, url) VALUES (?, ?) RETURNING id", tenant, url);
    }

    public UUID webhook(String tenant, String url, String... secrets) {
        return id(
                "INSERT INTO webhooks (tenant, url, secrets) VALUES (?, ?, ?) RETURNING id",
                tenant,
                url,
                secrets);
    }

    /** A tenant's alert at 80 %, at noon, and its deliveries. */
    public UUID crossed(String tenant) {
        return crossed(tenant, 80, NOON);
    }

    public UUID crossed(String tenant, int threshold, Instant at) {
        UUID alert =
                id(
                        """
                        INSERT INTO alerts (tenant, period_start, threshold, quota_version,
                                            period_end, quota, old_total, new_total, batch_id,
                                            announced_by, created_at)
                        VALUES (?, '2026-11-01Z', ?, 1, '2026-12-01Z', 1000000, 790000, 820000,
                                'b1', uuidv7(), ?)
                        RETURNING id
                        """,
                        tenant,
                        threshold,
                        at.atOffset(ZoneOffset.UTC));
        deliveries(tenant, alert, "crossed", at);
        return alert;
    }

    /** The quota is doubled. */
    public void resolved(String tenant, UUID alert, Instant at) {
        execute("UPDATE tenants SET monthly_quota = 2000000 WHERE name = ?", tenant);
        execute(
                "UPDATE alerts SET resolved_at = ? WHERE id = ?",
                at.atOffset(ZoneOffset.UTC),
                alert);
        deliveries(tenant, alert, "resolved", at);
    }

    private void deliveries(String tenant, UUID alert, String event, Instant at) {
        execute(
                """
                INSERT INTO alert_deliveries (tenant, event, alert_id, endpoint_id, due_at,
                                              created_at)
                SELECT ?, ?, ?, id, at, at
                FROM alert_endpoints CROSS JOIN (SELECT ?::timestamptz AS at) AS i
                WHERE enabled AND tenant IN (?, '*')
                """,
                tenant,
                event,
                alert,
                at.atOffset(ZoneOffset.UTC),
                tenant);
        execute("SELECT pg_notify('flagmeter_deliveries', '')");
    }

    /** Nobody has to wait for the pause after a failure. */
    public void dueNow() {
        execute("UPDATE alert_deliveries SET due_at = now()");
        execute("SELECT pg_notify('flagmeter_deliveries', '')");
    }

    public UUID test(String tenant, UUID endpoint) {
        return id(
                """
                INSERT INTO alert_deliveries (tenant, event, endpoint_id, due_at, created_at)
                VALUES (?, 'test', ?, ?, ?) RETURNING id
                """,
                tenant,
                endpoint,
                NOON.atOffset(ZoneOffset.UTC),
                NOON.atOffset(ZoneOffset.UTC));
    }

    /** The states of all deliveries with their number, such as {@code delivered 2}. */
    public List<String> states() {
        return rows(
                "SELECT state, count(*) FROM alert_deliveries GROUP BY state ORDER BY state DESC");
    }

    /** The attempts in their order: status and error. */
    public List<String> attempts() {
        return rows("SELECT status, error FROM alert_attempts ORDER BY started_at, id");
    }

    /** The rows of a query, columns joined by a space. */
    public List<String> rows(String sql) {
        try (Connection connection = source.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet rows = statement.executeQuery()) {
            var result = new ArrayList<String>();
            while (rows.next()) {
                var row = new ArrayList<String>();
                for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                    row.add(String.valueOf(rows.getString(i)));
                }
                result.add(String.join(" ", row));
            }
            return result;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    public void execute(String sql, Object... values) {
        try (Connection connection = source.getConnection();
                PreparedStatement statement = prepared(connection, sql, values)) {
            statement.execute();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private UUID id(String sql, Object... values) {
        try (Connection connection = source.getConnection();
                PreparedStatement statement = prepared(connection, sql, values);
                ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getObject(1, UUID.class);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static PreparedStatement prepared(Connection connection, String sql, Object... values)
            throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        for (int i = 0; i < values.length; i++) {
            if (values[i] instanceof String[] texts) {
                statement.setArray(i + 1, connection.createArrayOf("text", texts));
            } else {
                statement.setObject(i + 1, values[i]);
            }
        }
        return statement;
    }
}
