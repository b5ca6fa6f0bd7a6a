package io.flagmeter.alerting.testing;

import io.flagmeter.embedded.EmbeddedPostgres;
import io.flagmeter.embedded.StackDirectory;
import java.net.URI;
import java.sql.SQLException;
import org.flywaydb.core.Flyway;
import org.postgresql.ds.PGSimpleDataSource;

/** A real PostgreSQL, started once for all tests of this process. */
public final class TestDatabase {

    private TestDatabase() {}

    /** The migrated database, empty but for its schema. */
    public static PGSimpleDataSource empty() {
        PGSimpleDataSource source = Shared.SOURCE;
        try (var connection = source.getConnection();
                var statement = connection.createStatement()) {
            statement.execute(
                    """
                    TRUNCATE tenants, period_totals, slack_webhooks, webhooks, alerts,
                             alert_deliveries, alert_attempts, alert_lanes
                    """);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return source;
    }

    /** The worker migrates in a real stack. */
    public static PGSimpleDataSource migrated(String databaseUrl) {
        URI url = URI.create(databaseUrl);
        String[] user = url.getUserInfo().split(":", 2);
        var source = new PGSimpleDataSource();
        source.setUrl("jdbc:postgresql://localhost:" + url.getPort() + url.getPath());
        source.setUser(user[0]);
        source.setPassword(user[1]);
        Flyway.configure().dataSource(source).load().migrate();
        return source;
    }

    private static final class Shared {
        static final PGSimpleDataSource SOURCE = start();

        private static PGSimpleDataSource start() {
            var server = EmbeddedPostgres.start(StackDirectory.temporary(), 0);
            Runtime.getRuntime().addShutdownHook(new Thread(server::stop));
            return migrated(server.url());
        }
    }
}
