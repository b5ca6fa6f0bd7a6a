package io.flagmeter.alerting;

import static io.flagmeter.alerting.testing.StubReceiver.status;
import static io.flagmeter.alerting.testing.TestAlerts.TENANT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flagmeter.alerting.testing.StubReceiver;
import io.flagmeter.alerting.testing.TestAlerts;
import io.flagmeter.alerting.testing.TestDatabase;
import io.flagmeter.fixtures.PackagedService;
import io.restassured.path.json.JsonPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged service's log, read as Loki reads it. */
class DeliveryLogIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir Path folder;
    private final StubReceiver receiver = new StubReceiver();
    private final DataSource source = TestDatabase.empty();
    private final TestAlerts alerts = new TestAlerts(source).tenant(TENANT);

    @AfterEach
    void close() {
        receiver.close();
    }

    @Test
    void everyAttemptNamesItsAlertAndItsDelivery() throws IOException, SQLException {
        alerts.webhook(TENANT, receiver.url(), "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
        receiver.next(status(500));
        UUID alert = alerts.crossed(TENANT, 80, Instant.now());
        try (PackagedService service = start()) {
            await().atMost(PATIENCE).until(() -> alerts.attempts().size() == 1);
            alerts.dueNow();
            await().atMost(PATIENCE).until(() -> alerts.states().contains("delivered 1"));
            await().atMost(PATIENCE).until(() -> !linesWith("delivered").isEmpty());
            assertThat(service.alive()).isTrue();
        }

        assertThat(linesWith("500")).hasSize(1);
        assertThat(linesWith("for tenant " + TENANT))
                .extracting(line -> line.getString("mdc.alertId"))
                .containsExactly(alert.toString(), alert.toString());
        assertThat(linesWith("for tenant " + TENANT))
                .extracting(line -> line.getString("mdc.deliveryId"))
                .containsOnly(idOfTheDelivery());
    }

    @Test
    void stoppingWarnsOfNothing() throws IOException {
        try (PackagedService service = start()) {
            await().atMost(PATIENCE).until(service::ready);
            await().atMost(PATIENCE).until(this::isListenedTo);
            service.terminate();
            service.awaitEnd();
        }

        assertThat(Files.readAllLines(log()))
                .map(line -> JsonPath.from(line).getString("level"))
                .isNotEmpty()
                .containsOnly("INFO");
    }

    private boolean isListenedTo() throws SQLException {
        try (Connection connection = source.getConnection();
                ResultSet row =
                        connection
                                .createStatement()
                                .executeQuery(
                                        """
                                        SELECT count(*) FROM pg_stat_activity
                                        WHERE query LIKE 'LISTEN%' AND state = 'idle'
                                        """)) {
            row.next();
            return row.getInt(1) > 0;
        }
    }

    private String idOfTheDelivery() throws SQLException {
        try (Connection connection = source.getConnection();
                ResultSet row =
                        connection
                                .createStatement()
                                .executeQuery("SELECT id FROM alert_deliveries")) {
            row.next();
            return row.getString(1);
        }
    }

    private List<JsonPath> linesWith(String words) throws IOException {
        return Files.readAllLines(log()).stream()
                .map(JsonPath::from)
                .filter(line -> line.getString("message").contains(words))
                .toList();
    }

    private Path log() {
        return folder.resolve("alerting.log");
    }

    private PackagedService start() {
        return new PackagedService(
                64,
                log(),
                Map.of(
                        "DATABASE_URL", TestDatabase.url(),
                        "FLAGMETER_WEBHOOKS_ALLOW_LOOPBACK", "true",
                        "FLAGMETER_LOG_FORMAT", "json"));
    }
}
