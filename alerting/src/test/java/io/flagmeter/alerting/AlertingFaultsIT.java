package io.flagmeter.alerting;

import static io.flagmeter.alerting.AlertingStack.SECRET;
import static io.flagmeter.alerting.AlertingStack.awaitReady;
import static io.flagmeter.alerting.testing.StubReceiver.status;
import static io.flagmeter.alerting.testing.TestAlerts.TENANT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flagmeter.alerting.testing.TestAlerts;
import io.flagmeter.alerting.testing.TestDatabase;
import io.flagmeter.embedded.EmbeddedPostgres;
import io.flagmeter.embedded.StackDirectory;
import io.flagmeter.fixtures.PackagedService;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The packaged service under signals and outages: no message is lost. */
class AlertingFaultsIT {

    @RegisterExtension final AlertingStack stack = new AlertingStack();

    @Test
    void killedBetweenSendingAndRecordingItSendsAgainWithTheSameId() throws Exception {
        stack.alerts.webhook(TENANT, stack.receiver.url(), SECRET);
        try (PackagedService doomed = stack.start();
                Connection obstacle = stack.source.getConnection()) {
            awaitReady(doomed);
            obstacle.setAutoCommit(false);
            stack.alerts.crossed(TENANT, 80, Instant.now().plusSeconds(1));
            // The message can go out, and its record cannot be written.
            obstacle.createStatement().execute("SELECT FROM alert_deliveries FOR UPDATE");
            await().until(() -> stack.receiver.received().size() == 1);
            doomed.kill();
            obstacle.rollback();
        }
        assertThat(stack.alerts.states()).containsExactly("pending 1");
        // Its lease runs out.
        stack.alerts.execute("UPDATE alert_lanes SET free_at = now()");

        try (PackagedService heir = stack.start()) {
            await().until(() -> stack.alerts.states().contains("delivered 1"));
        }
        assertThat(stack.receiver.received().stream().map(r -> r.headers().get("webhook-id")))
                .hasSize(2)
                .containsOnly(stack.receiver.received().getFirst().headers().get("webhook-id"));
    }

    @Test
    void whilePostgresIsAwayItIsNotReadyAndAfterwardsItGoesOn() {
        var directory = StackDirectory.temporary();
        var postgres = EmbeddedPostgres.start(directory, 0);
        var itsAlerts = new TestAlerts(TestDatabase.migrated(postgres)).tenant(TENANT);
        itsAlerts.webhook(TENANT, stack.receiver.url(), SECRET);
        try (PackagedService service = stack.start("DATABASE_URL", postgres.url())) {
            awaitReady(service);
            postgres.kill();
            await().until(() -> !service.ready());

            try (var again = EmbeddedPostgres.start(directory, postgres.port())) {
                assertThat(again.url()).isEqualTo(postgres.url());
                itsAlerts.crossed(TENANT, 80, Instant.now());

                await().until(() -> itsAlerts.states().contains("delivered 1") && service.ready());
            }
        }
        assertThat(stack.receiver.received()).hasSize(1);
    }

    @Test
    void onSigtermTheRequestUnderWayIsFinishedAndRecorded() {
        var mayAnswer = new CountDownLatch(1);
        stack.receiver.otherwise(
                (socket, closed) -> {
                    mayAnswer.await();
                    status(200).to(socket, closed);
                });
        stack.alerts.webhook(TENANT, stack.receiver.url(), SECRET);
        try (PackagedService service = stack.start("FLAGMETER_WEBHOOKS_TIMEOUT", "9s")) {
            stack.alerts.crossed(TENANT, 80, Instant.now());
            await().until(() -> stack.receiver.received().size() == 1);

            service.terminate();
            await().until(() -> !service.ready());
            await().during(Duration.ofSeconds(1)).until(service::alive);
            mayAnswer.countDown();
            service.awaitEnd();
        }
        assertThat(stack.alerts.states()).containsExactly("delivered 1");
    }
}
