package io.flagmeter.alerting;

import static io.flagmeter.alerting.AlertingStack.SECRET;
import static io.flagmeter.alerting.AlertingStack.awaitReady;
import static io.flagmeter.alerting.testing.TestAlerts.TENANT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flagmeter.alerting.testing.StubReceiver;
import io.flagmeter.fixtures.PackagedService;
import io.restassured.path.json.JsonPath;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The packaged service: who is told, how soon, and what it says of itself. */
class AlertingIT {

    @RegisterExtension final AlertingStack stack = new AlertingStack();

    @Test
    void aCrossingReachesTheReceiverWithinASecondAndMetricsTell() {
        try (PackagedService service = stack.start()) {
            awaitReady(service);
            // Not Slack's, which is given a message a second at most.
            stack.alerts.webhook(TENANT, stack.receiver.url(), SECRET);
            // The first tells that the service has found the schema, and warms it up.
            stack.alerts.crossed(TENANT, 70, Instant.now());
            await().until(() -> stack.alerts.states().contains("delivered 1"));

            long start = System.nanoTime();
            stack.alerts.crossed(TENANT, 80, Instant.now().minusSeconds(1));
            await().until(() -> stack.receiver.received().size() == 2);

            long took = stack.receiver.received().getLast().atNanos() - start;
            assertThat(Duration.ofNanos(took)).isLessThan(Duration.ofSeconds(1));
            await().until(() -> stack.alerts.states().contains("delivered 2"));
            // What was recorded is counted a moment later.
            await().untilAsserted(
                            () ->
                                    assertThat(service.get("/q/metrics").body())
                                            .contains(
                                                    "flagmeter_deliveries_total{outcome=\"delivered\"} 2.0",
                                                    "flagmeter_deliveries_total{outcome=\"dead\"} 0.0",
                                                    "flagmeter_delivery_attempts_total{result=\"delivered\"} 2.0",
                                                    "flagmeter_delivery_seconds_count 2",
                                                    "flagmeter_deliveries_pending ",
                                                    "flagmeter_deliveries_dead ",
                                                    "flagmeter_delivery_breakers_open ",
                                                    "flagmeter_delivery_breakers_half_open "));
        }
    }

    @Test
    void healthTellsHowQuicklyPostgresAnswersAndThatTheLoopTurns() {
        try (PackagedService service = stack.start()) {
            awaitReady(service);

            var ready = JsonPath.from(service.get("/q/health/ready").body());
            var live = JsonPath.from(service.get("/q/health/live").body());
            assertThat(ready.getInt("checks.find { it.name == 'postgresql' }.data.latencyMs"))
                    .isNotNegative();
            assertThat(live.getString("checks.find { it.name == 'deliver-alerts' }.status"))
                    .isEqualTo("UP");
            assertThat(service.get("/q/metrics").body()).contains("jvm_memory_used_bytes");
        }
    }

    @Test
    void twoInstancesSendEachMessageOnce() {
        stack.alerts.webhook(TENANT, stack.receiver.url(), SECRET);
        try (PackagedService one = stack.start();
                PackagedService two = stack.start()) {
            awaitReady(one);
            awaitReady(two);
            for (int threshold = 1; threshold <= 50; threshold++) {
                stack.alerts.crossed(TENANT, threshold, Instant.now());
            }

            await().until(() -> stack.alerts.states().contains("delivered 50"));
        }
        assertThat(stack.receiver.received().stream().map(r -> r.headers().get("webhook-id")))
                .hasSize(50)
                .doesNotHaveDuplicates();
    }

    @Test
    void manyWebhooksAreServedAtOnce() {
        for (int i = 0; i < 300; i++) {
            stack.alerts.slack("*", stack.receiver.url() + i);
        }
        try (PackagedService service = stack.start()) {
            awaitReady(service);
            stack.alerts.crossed(TENANT, 80, Instant.now());

            await().until(() -> stack.alerts.states().contains("delivered 300"));
        }
        assertThat(stack.receiver.received().stream().map(StubReceiver.Received::line))
                .hasSize(300)
                .doesNotHaveDuplicates();
    }

    @Test
    void aBadSettingStopsItWithASentence() throws Exception {
        try (PackagedService service =
                stack.start("FLAGMETER_WEBHOOKS_ALLOWED_NETWORKS", "10.0.0.0")) {
            assertThat(service.exitCode()).isEqualTo(1);
        }
        assertThat(stack.log())
                .contains("FLAGMETER_WEBHOOKS_ALLOWED_NETWORKS: \"10.0.0.0\" is not a network");
    }
}
