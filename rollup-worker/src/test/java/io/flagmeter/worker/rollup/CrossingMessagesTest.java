package io.flagmeter.worker.rollup;

import static io.flagmeter.worker.rollup.QuotaTenants.used;
import static io.flagmeter.worker.testing.TestEvents.event;
import static org.assertj.core.api.Assertions.assertThat;

import io.flagmeter.model.outbox.Outbox;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;

/** Who is told about a threshold that was passed. */
class CrossingMessagesTest {

    private final Database database = new Database();
    private final QuotaTenants tenants;

    CrossingMessagesTest() throws SQLException {
        tenants = new QuotaTenants(database);
    }

    @Test
    void crossingIsToldOnceToEveryEndpointThatIsEnabled() throws Exception {
        assertThat(database.apply("b1", used("1", "acme", 799)).crossings()).isZero();
        assertThat(database.apply("b2", event("2", "acme", "tts", 1)).crossings()).isEqualTo(1);
        assertThat(database.apply("b3", used("3", "acme", 500)).crossings()).isZero();

        assertThat(tenants.alerts()).containsExactly("acme 80 799 800 b2");
        assertThat(tenants.told()).containsExactly("acme 80 all", "acme 80 own", "acme 80 signed");
    }

    @Test
    void sameBatchAndSameEventsAgainTellNothing() throws Exception {
        database.apply("b1", used("1", "acme", 900));
        database.apply("b1", used("1", "acme", 900));
        database.apply("b2", used("1", "acme", 900));

        assertThat(tenants.alerts()).containsExactly("acme 80 0 900 b1");
        assertThat(tenants.told()).hasSize(3);
    }

    @Test
    void jumpOverSeveralThresholdsTellsTheHighest() throws Exception {
        database.apply("b1", used("1", "zeta", 500));
        database.apply("b2", used("2", "zeta", 800));

        assertThat(tenants.alerts())
                .containsExactly("zeta 50 0 500 b1", "zeta 80 500 1300 b2", "zeta 100 500 1300 b2");
        assertThat(tenants.told())
                .containsExactly("zeta 50 all", "zeta 50 zeta", "zeta 100 all", "zeta 100 zeta");
        assertThat(
                        database.rows(
                                """
                                SELECT a.threshold, b.threshold
                                FROM alerts a JOIN alerts b ON b.id = a.announced_by ORDER BY 1
                                """))
                .containsExactly("50 50", "80 100", "100 100");
    }

    @Test
    void urlThatIsThereForTheTenantAndForAllIsToldOnce() throws Exception {
        database.execute(
                """
                INSERT INTO slack_webhooks (tenant, url) VALUES ('*', 'own'), ('zeta', 'all')
                """);

        database.apply("b1", used("1", "acme", 900), used("2", "zeta", 900));

        assertThat(
                        database.rows(
                                """
                                SELECT d.tenant, e.tenant, e.url
                                FROM alert_deliveries d
                                JOIN alert_endpoints e ON e.id = d.endpoint_id
                                ORDER BY 1, 3
                                """))
                .containsExactly(
                        "acme * all",
                        "acme acme own",
                        "acme acme signed",
                        "zeta zeta all",
                        "zeta * own",
                        "zeta zeta zeta");
    }

    @Test
    void listenersHearOfTheOutbox() throws Exception {
        try (Connection connection = database.source.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("LISTEN " + Outbox.CHANNEL);
            database.apply("b1", used("1", "acme", 1));
            assertThat(notifications(connection)).isZero();

            database.apply("b2", used("2", "acme", 900));
            assertThat(notifications(connection)).isEqualTo(1);
        }
    }

    private static int notifications(Connection connection) throws SQLException {
        return connection.unwrap(PGConnection.class).getNotifications(200).length;
    }
}
