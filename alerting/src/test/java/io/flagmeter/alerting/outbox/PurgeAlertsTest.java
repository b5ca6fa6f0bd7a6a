package io.flagmeter.alerting.outbox;

import static io.flagmeter.alerting.testing.TestAlerts.NOON;
import static io.flagmeter.alerting.testing.TestAlerts.TENANT;
import static org.assertj.core.api.Assertions.assertThat;

import io.flagmeter.alerting.testing.TestAlerts;
import io.flagmeter.alerting.testing.TestClock;
import io.flagmeter.alerting.testing.TestDatabase;
import java.time.Duration;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

class PurgeAlertsTest {

    private static final Duration RETENTION = Duration.ofDays(400);

    private final DataSource source = TestDatabase.empty();
    private final TestAlerts alerts = new TestAlerts(source).tenant(TENANT);
    private final TestClock clock = new TestClock(NOON);
    private final PurgeAlerts purge = new PurgeAlerts(source, clock, () -> RETENTION);

    @Test
    void whatHasEndedIsForgottenAfterTheRetentionAndWhatIsPendingIsNot() throws Exception {
        alerts.slack(TENANT, "https://example.com/hook");
        alerts.crossed(TENANT, 80, NOON);
        alerts.crossed(TENANT, 90, NOON);
        alerts.execute(
                """
                UPDATE alert_deliveries d
                SET state = 'delivered', ended_at = d.created_at
                FROM alerts a
                WHERE a.id = d.alert_id AND a.threshold = 80
                """);
        alerts.execute(
                """
                INSERT INTO alert_attempts (tenant, delivery_id, started_at, duration_ms, status)
                SELECT tenant, id, created_at, 5, 200 FROM alert_deliveries
                """);
        alerts.execute("INSERT INTO alert_lanes (lane, free_at) VALUES ('a', '2026-11-20T12:00Z')");

        clock.advance(RETENTION);
        assertThat(purge.purge()).isZero();
        clock.advance(Duration.ofSeconds(1));
        assertThat(purge.purge()).as("attempts, a delivery, an alert, a lane").isEqualTo(5);

        assertThat(alerts.states()).containsExactly("pending 1");
        assertThat(alerts.rows("SELECT threshold FROM alerts")).containsExactly("90");
    }
}
