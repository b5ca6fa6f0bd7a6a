package io.flagmeter.alerting.outbox;

import static io.flagmeter.alerting.testing.TestAlerts.NOON;
import static io.flagmeter.alerting.testing.TestAlerts.TENANT;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import io.flagmeter.alerting.testing.TestAlerts;
import io.flagmeter.alerting.testing.TestDatabase;
import io.flagmeter.model.outbox.DeliveryEvent;
import io.flagmeter.model.outbox.DeliveryState;
import io.flagmeter.model.outbox.Outbox;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;

/** What the other services write is what this one reads. */
class OutboxTest {

    private final DataSource source = TestDatabase.empty();
    private final TestAlerts alerts = new TestAlerts(source).tenant(TENANT);

    /** Something that a service does with the outbox. */
    private interface Write {
        void to(Connection connection) throws SQLException;
    }

    @Test
    void everyEndpointIsToldAndEachUrlOnceAsTheTenants() throws Exception {
        UUID alert = alerts.crossed(TENANT, 80, NOON);
        UUID own = alerts.slack(TENANT, "https://a.example");
        alerts.slack(Outbox.EVERY_TENANT, "https://a.example");
        UUID all = alerts.webhook(Outbox.EVERY_TENANT, "https://b.example", "whsec_");
        alerts.slack("globex", "https://c.example");
        alerts.slack(TENANT, "https://d.example");
        alerts.execute("UPDATE slack_webhooks SET enabled = false WHERE url = 'https://d.example'");

        assertThat(isNotified(tell(alert))).isTrue();

        assertThat(alerts.rows("SELECT tenant, event, state, endpoint_id FROM alert_deliveries"))
                .containsExactlyInAnyOrder(
                        "acme-corp resolved pending " + own, "acme-corp resolved pending " + all);
    }

    @Test
    void nobodyIsWokenForNothing() throws Exception {
        UUID alert = alerts.crossed(TENANT, 80, NOON);

        assertThat(isNotified(tell(alert))).isFalse();
    }

    @Test
    void testMessageIsSentAndTold() throws Exception {
        UUID endpoint = alerts.slack(TENANT, "https://a.example");

        assertThat(isNotified(connection -> Outbox.sendTest(connection, TENANT, endpoint)))
                .isTrue();

        assertThat(alerts.rows("SELECT event, state FROM alert_deliveries"))
                .containsExactly("test pending");
    }

    @Test
    void replayMakesTheDeadDueAgainAndTells() throws Exception {
        alerts.slack(TENANT, "https://a.example");
        UUID alert = alerts.crossed(TENANT, 80, NOON);
        alerts.execute("UPDATE alert_deliveries SET state = 'dead', attempts = 9");

        assertThat(isNotified(connection -> Outbox.replay(connection, TENANT, alert))).isTrue();

        assertThat(alerts.rows("SELECT state, attempts FROM alert_deliveries"))
                .containsExactly("pending 0");
    }

    @Test
    void namesAreThoseThatTheTableTakes() {
        assertThat(constraint("alert_deliveries_state_check"))
                .contains(names(Stream.of(DeliveryState.values()).map(DeliveryState::sql)));
        assertThat(constraint("alert_deliveries_event_check"))
                .contains(names(Stream.of(DeliveryEvent.values()).map(DeliveryEvent::sql)));
    }

    private static Write tell(UUID alert) {
        return connection ->
                Outbox.tell(connection, TENANT, DeliveryEvent.RESOLVED, List.of(alert));
    }

    private boolean isNotified(Write write) throws SQLException {
        try (Connection connection = source.getConnection();
                var statement = connection.createStatement()) {
            statement.execute("LISTEN " + Outbox.CHANNEL);
            write.to(connection);
            // Its own news comes with the end of its statement.
            var news = connection.unwrap(PGConnection.class).getNotifications();
            statement.execute("UNLISTEN *");
            return news != null && news.length == 1;
        }
    }

    private String constraint(String name) {
        return alerts.rows(
                        "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = '%s'"
                                .formatted(name))
                .getFirst();
    }

    private static String names(Stream<String> literals) {
        return literals.map(each -> each + "::text").collect(joining(", ", "ARRAY[", "]"));
    }
}
