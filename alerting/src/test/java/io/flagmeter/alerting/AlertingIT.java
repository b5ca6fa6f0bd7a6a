package io.flagmeter.alerting;

import static io.flagmeter.alerting.testing.StubReceiver.status;
import static io.flagmeter.alerting.testing.TestAlerts.TENANT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flagmeter.alerting.testing.StubReceiver;
import io.flagmeter.alerting.testing.TestAlerts;
import io.flagmeter.alerting.testing.TestDatabase;
import io.flagmeter.embedded.EmbeddedPostgres;
import io.flagmeter.embedded.StackDirectory;
import io.flagmeter.fixtures.PackagedService;
import io.restassured.path.json.JsonPath;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged service, with its loop, under signals and outages. */
class AlertingIT {

    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    @TempDir Path folder;
    private final StubReceiver receiver = new StubReceiver();
    private final DataSource source = TestDatabase.empty();
    private final TestAlerts alerts = new TestAlerts(source).tenant(TENANT);

    @BeforeAll
    static void bePatient() {
        Awaitility.setDefaultTimeout(Duration.ofSeconds(60));
        Awaitility.setDefaultPollInterval(Duration.ofMillis(20));
    }

    @AfterEach
    void close() {
        receiver.close();
    }

    @Test
    void aCrossingReachesTheReceiverWithinASecondAndMetricsTell() {
        try (PackagedService service = start()) {
            awaitReady(service);
            // Not Slack's, which is given a message a second at most.
            alerts.webhook(TENANT, receiver.url(), SECRET);
            // The first tells that the service has found the schema, and warms it up.
            alerts.crossed(TENANT, 70, Instant.now());
            await().until(() -> alerts.states().contains("delivered 1"));

            long start = System.nanoTime();
            alerts.crossed(TENANT, 80, Instant.now().minusSeconds(1));
            await().until(() -> receiver.received().size() == 2);

            long took = receiver.received().getLast().atNanos() - start;
            assertThat(Duration.ofNanos(took)).isLessThan(Duration.ofSeconds(1));
            await().until(() -> alerts.states().contains("delivered 2"));
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
        try (PackagedService service = start()) {
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
    void killedBetweenSendingAndRecordingItSendsAgainWithTheSameId() throws Exception {
        alerts.webhook(TENANT, receiver.url(), SECRET);
        try (PackagedService doomed = start();
                Connection obstacle = source.getConnection()) {
            awaitReady(doomed);
            obstacle.setAutoCommit(false);
            alerts.crossed(TENANT, 80, Instant.now().plusSeconds(1));
            // The message can go out, and its record cannot be written.
            obstacle.createStatement().execute("SELECT FROM alert_deliveries FOR UPDATE");
            await().until(() -> receiver.received().size() == 1);
            doomed.kill();
            obstacle.rollback();
        }
        assertThat(alerts.states()).containsExactly("pending 1");
        // Its lease runs out.
        alerts.execute("UPDATE alert_lanes SET free_at = now()");

        try (PackagedService heir = start()) {
            await().until(() -> alerts.states().contains("delivered 1"));
        }
        assertThat(receiver.received().stream().map(r -> r.headers().get("webhook-id")))
                .hasSize(2)
                .containsOnly(receiver.received().getFirst().headers().get("webhook-id"));
    }

    @Test
    void twoInstancesSendEachMessageOnce() {
        alerts.webhook(TENANT, receiver.url(), SECRET);
        try (PackagedService one = start();
                PackagedService two = start()) {
            awaitReady(one);
            awaitReady(two);
            for (int threshold = 1; threshold <= 50; threshold++) {
                alerts.crossed(TENANT, threshold, Instant.now());
            }

            await().until(() -> alerts.states().contains("delivered 50"));
        }
        assertThat(receiver.received().stream().map(r -> r.headers().get("webhook-id")))
                .hasSize(50)
                .doesNotHaveDuplicates();
    }

    @Test
    void manyWebhooksAreServedAtOnce() {
        for (int i = 0; i < 300; i++) {
            alerts.slack("*", receiver.url() + i);
        }
        try (PackagedService service = start()) {
            awaitReady(service);
            alerts.crossed(TENANT, 80, Instant.now());

            await().until(() -> alerts.states().contains("delivered 300"));
        }
        assertThat(receiver.received().stream().map(StubReceiver.Received::line))
                .hasSize(300)
                .doesNotHaveDuplicates();
    }

    @Test
    void whilePostgresIsAwayItIsNotReadyAndAfterwardsItGoesOn() {
        var directory = StackDirectory.temporary();
        var postgres = EmbeddedPostgres.start(directory, 0);
        var itsAlerts = new TestAlerts(TestDatabase.migrated(postgres)).tenant(TENANT);
        itsAlerts.webhook(TENANT, receiver.url(), SECRET);
        try (PackagedService service = start("DATABASE_URL", postgres.url())) {
            awaitReady(service);
            postgres.kill();
            await().until(() -> !service.ready());

            try (var again = EmbeddedPostgres.start(directory, postgres.port())) {
                assertThat(again.url()).isEqualTo(postgres.url());
                itsAlerts.crossed(TENANT, 80, Instant.now());

                await().until(() -> itsAlerts.states().contains("delivered 1") && service.ready());
            }
        }
        assertThat(receiver.received()).hasSize(1);
    }

    @Test
    void onSigtermTheRequestUnderWayIsFinishedAndRecorded() {
        var mayAnswer = new CountDownLatch(1);
        receiver.otherwise(
                (socket, closed) -> {
                    mayAnswer.await();
                    status(200).to(socket, closed);
                });
        alerts.webhook(TENANT, receiver.url(), SECRET);
        try (PackagedService service = start("FLAGMETER_WEBHOOKS_TIMEOUT", "9s")) {
            alerts.crossed(TENANT, 80, Instant.now());
            await().until(() -> receiver.received().size() == 1);

            service.terminate();
            await().until(() -> !service.ready());
            await().during(Duration.ofSeconds(1)).until(service::alive);
            mayAnswer.countDown();
            service.awaitEnd();
        }
        assertThat(alerts.states()).containsExactly("delivered 1");
    }

    @Test
    void aBadSettingStopsItWithASentence() throws Exception {
        try (PackagedService service = start("FLAGMETER_WEBHOOKS_ALLOWED_NETWORKS", "10.0.0.0")) {
            assertThat(service.exitCode()).isEqualTo(1);
        }
        assertThat(Files.readString(log()))
                .contains("FLAGMETER_WEBHOOKS_ALLOWED_NETWORKS: \"10.0.0.0\" is not a network");
    }

    private Path log() {
        return folder.resolve("alerting.log");
    }

    private PackagedService start(String... settings) {
        Map<String, String> all = new HashMap<>();
        all.put("DATABASE_URL", TestDatabase.url());
        all.put("FLAGMETER_WEBHOOKS_ALLOW_LOOPBACK", "true");
        all.put("FLAGMETER_WEBHOOKS_TIMEOUT", "2s");
        for (int i = 0; i < settings.length; i += 2) {
            all.put(settings[i], settings[i + 1]);
        }
        return new PackagedService(64, log(), all);
    }

    private static void awaitReady(PackagedService service) {
        await().until(service::ready);
    }
}
