package io.flagmeter.alerting.testing;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.security.NamePrincipal;
import io.agroal.api.security.SimplePassword;
import io.flagmeter.embedded.EmbeddedPostgres;
import io.flagmeter.embedded.StackDirectory;
import java.net.URI;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.postgresql.ds.PGSimpleDataSource;

/** A real PostgreSQL, started once for all tests of this process. */
public final class TestDatabase {

    private TestDatabase() {}

    /** The migrated database, empty but for its schema. */
    public static DataSource empty() {
        try (var connection = Shared.POOL.getConnection();
                var statement = connection.createStatement()) {
            statement.execute(
                    """
                    TRUNCATE tenants, period_totals, slack_webhooks, webhooks, alerts,
                             alert_deliveries, alert_attempts, alert_lanes
                    """);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return Shared.POOL;
    }

    /** For a service that shall use it too. */
    public static String url() {
        return Shared.SERVER.url();
    }

    /** The worker migrates in a real stack. */
    public static DataSource migrated(EmbeddedPostgres server) {
        var source = new PGSimpleDataSource();
        source.setUrl(jdbcUrl(server));
        source.setUser(user(server)[0]);
        source.setPassword(user(server)[1]);
        Flyway.configure().dataSource(source).load().migrate();
        return source;
    }

    private static String jdbcUrl(EmbeddedPostgres server) {
        URI url = URI.create(server.url());
        return "jdbc:postgresql://localhost:" + url.getPort() + url.getPath();
    }

    /** Name and password. */
    private static String[] user(EmbeddedPostgres server) {
        return URI.create(server.url()).getUserInfo().split(":", 2);
    }

    private static final class Shared {
        static final EmbeddedPostgres SERVER = start();
        static final DataSource POOL = pool(SERVER);

        private static EmbeddedPostgres start() {
            var server = EmbeddedPostgres.start(StackDirectory.temporary(), 0);
            Runtime.getRuntime().addShutdownHook(new Thread(server::stop));
            migrated(server);
            return server;
        }

        /** As the service has one: a connection takes longer than most statements. */
        private static DataSource pool(EmbeddedPostgres server) {
            String[] user = user(server);
            var configuration = new AgroalDataSourceConfigurationSupplier();
            configuration
                    .connectionPoolConfiguration()
                    .maxSize(20)
                    .connectionFactoryConfiguration()
                    .jdbcUrl(jdbcUrl(server))
                    .principal(new NamePrincipal(user[0]))
                    .credential(new SimplePassword(user[1]));
            try {
                return AgroalDataSource.from(configuration);
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
