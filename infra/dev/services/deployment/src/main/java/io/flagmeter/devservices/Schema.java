package io.flagmeter.devservices;

import io.flagmeter.embedded.EmbeddedPostgres;
import io.flagmeter.embedded.StackDirectory;
import java.net.URI;
import org.flywaydb.core.Flyway;

/**
 * Gives the database of {@code quarkus:dev} its schema. In a real stack the worker does, and nobody
 * else; but a developer of another service should not have to run it.
 */
final class Schema {

    private Schema() {}

    static EmbeddedPostgres migrated(StackDirectory dir, int port) {
        var server = EmbeddedPostgres.start(dir, port);
        var url = URI.create(server.url());
        String[] user = url.getUserInfo().split(":", 2);
        Flyway.configure(Schema.class.getClassLoader())
                .dataSource(
                        "jdbc:postgresql://%s:%d%s"
                                .formatted(url.getHost(), url.getPort(), url.getPath()),
                        user[0],
                        user[1])
                // A newer branch may have been here, as in the worker.
                .ignoreMigrationPatterns("*:future")
                .load()
                .migrate();
        return server;
    }
}
