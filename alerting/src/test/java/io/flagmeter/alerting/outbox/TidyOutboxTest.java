package io.flagmeter.alerting.outbox;

import static io.flagmeter.alerting.testing.TestAlerts.NOON;
import static io.flagmeter.alerting.testing.TestAlerts.TENANT;
import static org.assertj.core.api.Assertions.assertThat;

import io.flagmeter.alerting.testing.TestAlerts;
import io.flagmeter.alerting.testing.TestClock;
import io.flagmeter.alerting.testing.TestDatabase;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

class TidyOutboxTest {

    private final DataSource source = TestDatabase.empty();
    private final TestAlerts alerts = new TestAlerts(source).tenant(TENANT);
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final TidyOutbox upkeep = new TidyOutbox(source, new TestClock(NOON), registry);

    @Test
    void whatHasNowhereToGoIsEndedAndSaysWhy() throws Exception {
        alerts.slack(TENANT, "https://example.com/deleted");
        alerts.slack(TENANT, "https://example.com/disabled");
        alerts.slack(TENANT, "https://example.com/well");
        alerts.crossed(TENANT);
        alerts.execute("DELETE FROM slack_webhooks WHERE url LIKE '%deleted'");
        alerts.execute("UPDATE slack_webhooks SET enabled = false WHERE url LIKE '%disabled'");

        upkeep.tidy();
        upkeep.tidy();

        assertThat(alerts.states()).containsExactly("pending 1", "dead 2");
        assertThat(alerts.attempts())
                .containsExactly(
                        "null the webhook is disabled or deleted",
                        "null the webhook is disabled or deleted");
        assertThat(gauge("flagmeter.deliveries.pending")).isEqualTo(1);
        assertThat(gauge("flagmeter.deliveries.dead")).isEqualTo(2);
    }

    @Test
    void breakersAreOpenUntilTheirPauseIsOver() throws Exception {
        alerts.execute(
                """
                INSERT INTO alert_lanes (lane, free_at, failures)
                VALUES ('a', '2026-11-20T12:01Z', 5), ('b', '2026-11-20T11:59Z', 7),
                       ('c', '2026-11-20T12:01Z', 4)
                """);

        upkeep.tidy();

        assertThat(gauge("flagmeter.delivery.breakers.open")).isEqualTo(1);
        assertThat(gauge("flagmeter.delivery.breakers.half.open")).isEqualTo(1);
    }

    private double gauge(String name) {
        return registry.get(name).gauge().value();
    }
}
