package io.flagmeter.alerting;

import static io.flagmeter.alerting.AlertingStack.SECRET;
import static io.flagmeter.alerting.AlertingStack.awaitReady;
import static io.flagmeter.alerting.testing.StubReceiver.status;
import static io.flagmeter.alerting.testing.TestAlerts.TENANT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flagmeter.fixtures.PackagedService;
import io.restassured.path.json.JsonPath;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The packaged service's log, read as Loki reads it. */
class DeliveryLogIT {

    @RegisterExtension final AlertingStack stack = new AlertingStack();

    @Test
    void everyAttemptNamesItsAlertAndItsDelivery() throws IOException, SQLException {
        stack.alerts.webhook(TENANT, stack.receiver.url(), SECRET);
        stack.receiver.next(status(500));
        UUID alert = stack.alerts.crossed(TENANT, 80, Instant.now());
        try (PackagedService service = start()) {
            await().until(() -> stack.alerts.attempts().size() == 1);
            stack.alerts.dueNow();
            await().until(() -> stack.alerts.states().contains("delivered 1"));
            await().until(() -> !linesWith("delivered").isEmpty());
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
        long before;
        try (PackagedService service = start()) {
            awaitReady(service);
            await().until(this::isListenedTo);
            before = stack.log().lines().count();
            service.terminate();
            service.awaitEnd();
        }

        // On a busy machine the start may warn of a database that took its time.
        assertThat(stack.log().lines().skip(before))
                .map(line -> JsonPath.from(line).getString("level"))
                .isNotEmpty()
                .containsOnly("INFO");
    }

    private boolean isListenedTo() throws SQLException {
        try (Connection connection = stack.source.getConnection();
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
        try (Connection connection = stack.source.getConnection();
                ResultSet row =
                        connection
                                .createStatement()
                                .executeQuery("SELECT id FROM alert_deliveries")) {
            row.next();
            return row.getString(1);
        }
    }

    private List<JsonPath> linesWith(String words) throws IOException {
        return stack.log()
                .lines()
                .map(JsonPath::from)
                .filter(line -> line.getString("message").contains(words))
                .toList();
    }

    private PackagedService start() {
        return stack.start("FLAGMETER_LOG_FORMAT", "json");
    }
}
