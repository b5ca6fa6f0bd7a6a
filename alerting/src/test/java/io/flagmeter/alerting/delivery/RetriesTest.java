package io.flagmeter.alerting.delivery;

import static io.flagmeter.alerting.testing.StubReceiver.hang;
import static io.flagmeter.alerting.testing.StubReceiver.reset;
import static io.flagmeter.alerting.testing.StubReceiver.slowBody;
import static io.flagmeter.alerting.testing.StubReceiver.status;
import static io.flagmeter.alerting.testing.TestAlerts.NOON;
import static io.flagmeter.alerting.testing.TestAlerts.TENANT;
import static org.assertj.core.api.Assertions.assertThat;

import io.flagmeter.alerting.testing.StubReceiver;
import io.flagmeter.alerting.testing.Targets;
import io.flagmeter.alerting.testing.TestAlerts;
import io.flagmeter.alerting.testing.TestClock;
import io.flagmeter.alerting.testing.TestDatabase;
import java.time.Duration;
import java.time.ZoneOffset;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** When a delivery is tried again, and when it is given up. */
class RetriesTest {

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
    void failuresAreTriedAgainWithTheSameIdAndNotBeforeTheirTime() throws Exception {
        alerts.webhook(TENANT, receiver.url(), SECRET);
        alerts.crossed(TENANT);
        receiver.next(status(500));

        assertThat(instance.work()).isEqualTo(1);
        clock.advance(Duration.ofMillis(4_900));
        assertThat(instance.work()).as("too early").isZero();
        clock.advance(Duration.ofSeconds(1));
        var hasty = new Instance(source, clock, Targets.LOCAL.within(Duration.ofSeconds(1)));
        receiver.otherwise(hang());
        assertThat(hasty.work()).as("does not wait for who hangs").isEqualTo(1);
        receiver.next(reset(), slowBody(503)).otherwise(status(204));
        clock.advance(Duration.ofSeconds(35));
        assertThat(instance.work()).isEqualTo(1);
        clock.advance(Duration.ofMinutes(3));
        assertThat(instance.work()).isEqualTo(1);
        clock.advance(Duration.ofMinutes(12));
        assertThat(instance.work()).isEqualTo(1);

        assertThat(alerts.states()).containsExactly("delivered 1");
        assertThat(alerts.attempts())
                .hasSize(5)
                .startsWith("500 answered 500", "null no answer within 1000 ms")
                .endsWith("503 answered 503", "204 null");
        assertThat(receiver.received().stream().map(r -> r.headers().get("webhook-id")).distinct())
                .hasSize(1);
    }

    @Test
    void retryAfterIsHonouredAndCloudsNobodysHealth() throws Exception {
        alerts.slack(TENANT, receiver.url());
        alerts.crossed(TENANT);
        alerts.crossed(TENANT, 90, NOON);
        receiver.next(status(429, "Retry-After: 20"));

        instance.work();
        clock.advance(Duration.ofMillis(19_900));
        assertThat(instance.work()).as("the other message waits too").isZero();
        clock.advance(Duration.ofSeconds(3));
        assertThat(instance.work()).isEqualTo(1);
        clock.advance(Duration.ofSeconds(2));
        instance.work();

        assertThat(alerts.states()).containsExactly("delivered 2");
        assertThat(alerts.rows("SELECT failures FROM alert_lanes")).containsExactly("0");
    }

    @Test
    void afterADayADeliveryIsDeadAndCanBeReplayed() throws Exception {
        alerts.slack(TENANT, receiver.url());
        alerts.crossed(TENANT);
        receiver.otherwise(status(500));
        for (int hour = 0; hour < 26; hour++) {
            instance.work();
            clock.advance(Duration.ofMinutes(67));
        }

        assertThat(alerts.states()).containsExactly("dead 1");
        int attempts = receiver.received().size();
        assertThat(attempts).isBetween(20, 24);

        alerts.execute(
                """
                UPDATE alert_deliveries
                SET state = 'pending', attempts = 0, due_at = ?, pending_since = NULL
                """,
                clock.instant().atOffset(ZoneOffset.UTC));
        assertThat(instance.work()).isEqualTo(1);
        assertThat(alerts.states()).as("it has another day").containsExactly("pending 1");
        receiver.otherwise(status(200));
        clock.advance(Duration.ofMinutes(11));
        assertThat(instance.work()).isEqualTo(1);
        assertThat(alerts.states()).containsExactly("delivered 1");
    }
}
