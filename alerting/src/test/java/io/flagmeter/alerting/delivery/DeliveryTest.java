package io.flagmeter.alerting.delivery;

import static io.flagmeter.alerting.testing.StubReceiver.status;
import static io.flagmeter.alerting.testing.TestAlerts.NOON;
import static io.flagmeter.alerting.testing.TestAlerts.TENANT;
import static org.assertj.core.api.Assertions.assertThat;

import io.flagmeter.alerting.testing.StubReceiver;
import io.flagmeter.alerting.testing.TestAlerts;
import io.flagmeter.alerting.testing.TestClock;
import io.flagmeter.alerting.testing.TestDatabase;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who is told what, and which answers end a delivery. */
class DeliveryTest {

    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    private final DataSource source = TestDatabase.empty();
    private final TestAlerts alerts = new TestAlerts(source).tenant(TENANT);
    private final TestClock clock = new TestClock(NOON);
    private final StubReceiver receiver = new StubReceiver();
    private final Instance instance = new Instance(source, clock);

    @AfterEach
    void close() {
        receiver.close();
    }

    @Test
    void aCrossingIsToldOnceToEveryWebhookOfTheTenantAndOfAll() throws Exception {
        try (var another = new StubReceiver()) {
            alerts.slack(TENANT, receiver.url());
            alerts.webhook("*", another.url(), SECRET);
            alerts.slack("globex", another.url());
            UUID alert = alerts.crossed(TENANT);

            assertThat(instance.work()).isEqualTo(2);
            clock.advance(Duration.ofDays(2));
            assertThat(instance.work()).isZero();

            assertThat(receiver.received()).hasSize(1);
            assertThat(receiver.received().getFirst().body())
                    .contains("acme-corp has crossed 80 %", "gpt-4-turbo", alert.toString());
            assertThat(another.received()).hasSize(1);
            assertThat(another.received().getFirst().headers())
                    .containsEntry("webhook-id", alert + "_crossed")
                    .containsKey("webhook-signature");
        }
        assertThat(alerts.states()).containsExactly("delivered 2");
        assertThat(alerts.attempts()).containsExactly("200 null", "200 null");
    }

    @Test
    void whatIsResolvedIsToldWithTheNewQuota() throws Exception {
        alerts.slack(TENANT, receiver.url());
        UUID alert = alerts.crossed(TENANT);
        instance.work();
        clock.advance(Duration.ofMinutes(1));
        alerts.resolved(TENANT, alert, clock.instant());

        instance.work();

        assertThat(receiver.received().getLast().json().getString("text"))
                .isEqualTo(
                        "acme-corp is below 80 % of its quota again:"
                                + " 820,000 of 2,000,000 tokens (41 %)");
    }

    @Test
    void aRefusalIsFinal() throws Exception {
        alerts.slack(TENANT, receiver.url());
        alerts.crossed(TENANT);
        receiver.next(status(403));

        instance.work();

        assertThat(alerts.states()).containsExactly("dead 1");
        assertThat(alerts.attempts()).containsExactly("403 answered 403");
    }

    @Test
    void aWebhookThatIsGoneIsDisabledForAllWhoUseItAndSaysWhy() throws Exception {
        alerts.slack(TENANT, receiver.url());
        alerts.slack("*", receiver.url());
        alerts.crossed(TENANT);
        receiver.next(status(410));

        assertThat(instance.work()).isEqualTo(1);

        assertThat(alerts.states()).containsExactly("dead 2");
        assertThat(alerts.rows("SELECT enabled, disabled_reason FROM slack_webhooks"))
                .containsExactly("f answered 410", "f answered 410");
        assertThat(alerts.attempts())
                .containsExactlyInAnyOrder(
                        "410 answered 410", "null the webhook is disabled or deleted");
    }

    @Test
    void aDisabledWebhookCanBeTested() throws Exception {
        UUID endpoint = alerts.slack(TENANT, receiver.url());
        alerts.crossed(TENANT);
        alerts.execute("UPDATE slack_webhooks SET enabled = false");
        alerts.test(TENANT, endpoint);

        assertThat(instance.work()).isEqualTo(1);

        assertThat(receiver.received().getFirst().body()).contains("This is a test of FlagMeter");
        assertThat(alerts.states()).containsExactly("pending 1", "delivered 1");
    }

    @Test
    void aTargetThatMayNotBeUsedIsGivenUpWithAReason() throws Exception {
        alerts.slack(TENANT, "https://10.0.0.1/services/secret");
        alerts.crossed(TENANT);

        instance.work();

        assertThat(alerts.states()).containsExactly("dead 1");
        assertThat(alerts.attempts())
                .containsExactly(
                        "null url must not lead to a private or special address (10.0.0.1)");
    }

    @Test
    void outcomesAreCounted() throws Exception {
        alerts.slack(TENANT, receiver.url());
        alerts.crossed(TENANT);
        alerts.crossed(TENANT, 90, NOON);
        receiver.next(status(500), status(400));

        instance.work();
        clock.advance(Duration.ofSeconds(2));
        instance.work();
        clock.advance(Duration.ofSeconds(10));
        instance.work();

        var registry = instance.registry;
        assertThat(registry.counter("flagmeter.deliveries", "outcome", "delivered").count())
                .isEqualTo(1);
        assertThat(registry.counter("flagmeter.deliveries", "outcome", "dead").count())
                .isEqualTo(1);
        assertThat(registry.counter("flagmeter.delivery.attempts", "result", "failing").count())
                .isEqualTo(1);
        assertThat(registry.timer("flagmeter.delivery.seconds").totalTime(TimeUnit.SECONDS))
                .isBetween(12.0, 13.0);
    }
}
