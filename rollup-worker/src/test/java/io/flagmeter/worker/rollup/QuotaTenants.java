package io.flagmeter.worker.rollup;

import static io.flagmeter.worker.testing.TestEvents.event;

import io.flagmeter.model.event.UsageEvent;
import java.sql.SQLException;
import java.util.List;

/** Tenants with and without quotas and their endpoints, in an empty database. */
final class QuotaTenants {

    private final Database database;

    QuotaTenants(Database database) throws SQLException {
        this.database = database;
        database.execute(
                """
                INSERT INTO tenants (name, monthly_quota, thresholds)
                VALUES ('acme', 1000, '{80}'), ('zeta', 1000, '{50,80,100}'), ('free', NULL, '{80}');
                INSERT INTO slack_webhooks (tenant, url, enabled)
                VALUES ('acme', 'own', true), ('acme', 'off', false), ('zeta', 'zeta', true),
                       ('*', 'all', true);
                INSERT INTO webhooks (tenant, url, secrets) VALUES ('acme', 'signed', '{whsec_}')
                """);
    }

    /** What a tenant used, of one feature. */
    static UsageEvent used(String id, String tenant, long tokens) {
        return event(id, tenant, "gpt", tokens);
    }

    /** Tenant, threshold, the totals before and after, and the batch between them. */
    List<String> alerts() throws SQLException {
        return database.rows(
                """
                SELECT tenant, threshold, old_total, new_total, batch_id FROM alerts
                ORDER BY tenant, period_start, threshold
                """);
    }

    /** Tenant, threshold and URL of every message. */
    List<String> told() throws SQLException {
        return database.rows(
                """
                SELECT d.tenant, a.threshold, e.url
                FROM alert_deliveries d
                JOIN alerts a ON a.id = d.alert_id
                JOIN alert_endpoints e ON e.id = d.endpoint_id
                ORDER BY 1, 2, 3
                """);
    }
}
