package io.flagmeter.alerting.delivery;

import static io.flagmeter.alerting.testing.StubReceiver.status;
import static io.flagmeter.alerting.testing.TestAlerts.NOON;
import static io.flagmeter.alerting.testing.TestAlerts.TENANT;
import static org.assertj.core.api.Assertions.assertThat;

import io.flagmeter.alerting.outbox.ClaimedDeliveries;
import io.flagmeter.alerting.testing.StubReceiver;
import io.flagmeter.alerting.testing.Targets;
import io.flagmeter.alerting.testing.TestAlerts;
import io.flagmeter.alerting.testing.TestClock;
import io.flagmeter.alerting.testing.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Pace, digest, breaker and lease of one URL, with several instances. */
class DestinationTest {

    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final DataSource source = TestDatabase.empty();
    private final TestAlerts alerts = new TestAlerts(source).tenant(TENANT);
    private final TestClock clock = new TestClock(NOON);
    private final StubReceiver receiver = new StubReceiver();
    private final Instance one = new Instance(source, clock);
    private final Instance two = new Instance(source, clock);

    @AfterEach
    void close() {
        receiver.close();
    }

    @Test
    void aSlackWebhookGetsOneMessageASecondWhoeverSends() throws Exception {
        alerts.slack(TENANT, receiver.url());
        alerts.slack("*", receiver.url());
        alerts.crossed(TENANT);

        assertThat(one.work() + two.work()).isEqualTo(1);
        clock.advance(Duration.ofMillis(999));
        assertThat(one.work() + two.work()).isZero();
        clock.advance(Duration.ofMillis(1));
        assertThat(two.work() + one.work()).isEqualTo(1);
    }

    @Test
    void moreThanTenMessagesForASlackWebhookBecomeOne() throws Exception {
        alerts.slack(TENANT, receiver.url());
        crossings(11);

        assertThat(one.work()).isEqualTo(1);

        assertThat(alerts.states()).containsExactly("delivered 11");
        assertThat(receiver.received().getFirst().json().getString("text"))
                .isEqualTo("FlagMeter has 11 alerts for this channel");
        assertThat(alerts.attempts()).hasSize(11).containsOnly("200 null");
    }

    @Test
    void tenMessagesAreSentOneByOneAndSoAreThoseForPrograms() throws Exception {
        alerts.slack(TENANT, receiver.url());
        crossings(10);
        for (int second = 0; second < 10; second++) {
            assertThat(one.work()).isEqualTo(1);
            clock.advance(SECOND);
        }
        try (var program = new StubReceiver()) {
            alerts.execute("DELETE FROM slack_webhooks");
            alerts.execute("TRUNCATE alerts, alert_deliveries");
            alerts.webhook(TENANT, program.url(), SECRET);
            crossings(20);

            assertThat(one.work()).isEqualTo(20);
            assertThat(program.received()).hasSize(20);
        }
    }

    @Test
    void aDigestThatFailedIsTriedAgainAsOne() throws Exception {
        alerts.slack(TENANT, receiver.url());
        crossings(12);
        receiver.next(status(500));

        one.work();
        assertThat(alerts.states()).containsExactly("pending 12");
        clock.advance(Duration.ofSeconds(6));

        assertThat(two.work()).isEqualTo(1);
        assertThat(alerts.states()).containsExactly("delivered 12");
    }

    @Test
    void afterFiveFailuresTheOthersWaitInsteadOfUsingUpTheirAttempts() throws Exception {
        alerts.webhook(TENANT, receiver.url(), SECRET);
        crossings(8);
        receiver.otherwise(status(503));

        assertThat(one.work()).as("requests until the breaker opens").isEqualTo(5);
        clock.advance(Duration.ofSeconds(29));
        assertThat(one.work()).isZero();
        clock.advance(SECOND);
        assertThat(one.work()).as("one of them tries").isEqualTo(1);
        clock.advance(Duration.ofSeconds(59));
        assertThat(two.work()).as("it waits twice as long").isZero();
        receiver.otherwise(status(200));
        clock.advance(SECOND);
        assertThat(two.work()).as("all of them").isEqualTo(8);

        assertThat(alerts.states()).containsExactly("delivered 8");
        assertThat(alerts.rows("SELECT failures FROM alert_lanes")).containsExactly("0");
    }

    @Test
    void whatWaitedForADayIsGivenUpWithTheNextFailure() throws Exception {
        alerts.webhook(TENANT, receiver.url(), SECRET);
        crossings(8);
        receiver.otherwise(status(503));
        one.work();
        clock.advance(Duration.ofHours(25));

        assertThat(one.work()).isEqualTo(1);

        assertThat(alerts.states()).containsExactly("dead 8");
        assertThat(alerts.attempts())
                .hasSize(5 + 8)
                .contains("null the webhook has not worked for 24 h");
    }

    @Test
    void anInstanceThatDiesAfterSendingIsSucceededAndTheIdTells() throws Exception {
        alerts.webhook(TENANT, receiver.url(), SECRET);
        alerts.crossed(TENANT);
        ClaimedDeliveries claim = one.claims.claim().orElseThrow();
        one.sendOnly(claim);

        assertThat(two.work()).as("under its lease").isZero();
        clock.advance(Targets.LOCAL.timeout().multipliedBy(3));
        assertThat(two.work()).isEqualTo(1);

        assertThat(alerts.states()).containsExactly("delivered 1");
        assertThat(receiver.received()).hasSize(2);
        assertThat(receiver.received().stream().map(r -> r.headers().get("webhook-id")).distinct())
                .hasSize(1);
    }

    @Test
    void instancesThatWorkAtOnceSendEverythingOnce() throws Exception {
        List<StubReceiver> receivers = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            receivers.add(new StubReceiver());
            alerts.webhook(TENANT, receivers.getLast().url(), SECRET);
        }
        crossings(20);
        try (var threads = Executors.newFixedThreadPool(4)) {
            List<Callable<Integer>> tasks = List.of(one::work, two::work, one::work, two::work);
            for (var task : threads.invokeAll(tasks)) {
                task.get();
            }
        }

        assertThat(alerts.states()).containsExactly("delivered 100");
        assertThat(receivers)
                .allSatisfy(
                        each ->
                                assertThat(
                                                each.received().stream()
                                                        .map(r -> r.headers().get("webhook-id")))
                                        .hasSize(20)
                                        .doesNotHaveDuplicates());
        receivers.forEach(StubReceiver::close);
    }

    private void crossings(int count) {
        for (int threshold = 1; threshold <= count; threshold++) {
            alerts.crossed(TENANT, threshold, NOON);
        }
    }
}
