package io.flagmeter.worker.testing;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.security.NamePrincipal;
import io.agroal.api.security.SimplePassword;
import io.flagmeter.embedded.EmbeddedPostgres;
import io.flagmeter.embedded.EmbeddedServer;
import io.flagmeter.embedded.EmbeddedValkey;
import io.flagmeter.embedded.StackDirectory;
import java.net.URI;
import java.sql.Connection;
import java.sql.SQLException;
import org.flywaydb.core.Flyway;
import org.postgresql.ds.PGSimpleDataSource;

/** A real PostgreSQL and a real Valkey, started once for all tests of this process. */
public final class Servers {

    private static final StackDirectory DIRECTORY = StackDirectory.temporary();

    private Servers() {}

    /** Of its own, so that a test may kill it. */
    public static EmbeddedValkey ownValkey(StackDirectory directory) {
        return EmbeddedValkey.start(directory, 0);
    }

    public static String valkeyUrl() {
        return SharedValkey.SERVER.url();
    }

    /** The migrated database, empty but for its schema. */
    public static PGSimpleDataSource emptyDatabase() {
        PGSimpleDataSource database = SharedPostgres.DATABASE;
        try (Connection connection = database.getConnection();
                var statement = connection.createStatement()) {
            statement.execute("TRUNCATE tenants, events, rollups, period_totals, applied_batches");
            statement.execute("TRUNCATE slack_webhooks, webhooks, alerts, alert_deliveries");
            statement.execute("UPDATE ledger SET applied = 0, duplicate = 0, dead = 0");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return database;
    }

    /** Connections to the same database as the worker has them. */
    public static AgroalDataSource pool() throws SQLException {
        PGSimpleDataSource database = SharedPostgres.DATABASE;
        var configuration = new AgroalDataSourceConfigurationSupplier();
        configuration
                .connectionPoolConfiguration()
                .maxSize(1)
                .connectionFactoryConfiguration()
                .jdbcUrl(database.getUrl())
                .principal(new NamePrincipal(database.getUser()))
                .credential(new SimplePassword(database.getPassword()));
        return AgroalDataSource.from(configuration);
    }

    private static <S extends EmbeddedServer> S stoppedAtExit(S server) {
        Runtime.getRuntime().addShutdownHook(new Thread(server::stop));
        return server;
    }

    private static final class SharedValkey {
        static final EmbeddedValkey SERVER = stoppedAtExit(EmbeddedValkey.start(DIRECTORY, 0));
    }

    private static final class SharedPostgres {
        static final PGSimpleDataSource DATABASE =
                migrated(stoppedAtExit(EmbeddedPostgres.start(DIRECTORY, 0)));

        private static PGSimpleDataSource migrated(EmbeddedPostgres server) {
            URI url = URI.create(server.url());
            String[] user = url.getUserInfo().split(":", 2);
            var source = new PGSimpleDataSource();
            source.setUrl("jdbc:postgresql://localhost:" + url.getPort() + url.getPath());
            source.setUser(user[0]);
            source.setPassword(user[1]);
            // As in application.properties, but for a lock_timeout that a test can wait for.
            source.setOptions(
                    "-c plan_cache_mode=force_generic_plan -c enable_seqscan=off"
                            + " -c enable_hashjoin=off -c enable_mergejoin=off"
                            + " -c lock_timeout=300ms");
            Flyway.configure().dataSource(source).load().migrate();
            return source;
        }
    }
}
