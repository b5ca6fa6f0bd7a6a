package io.flagmeter.systemtest.replace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** New processes take over from old ones under load, and no client notices. */
class ZeroDowntimeIT {

    /** How often a migration tries in vain, while quota checks pass it by. */
    private static final int ATTEMPTS = 8;

    /** What a JVM says that has stopped in order when asked by SIGTERM. */
    private static final int TERMINATED = 143;

    @TempDir private Path folder;
    private final RollingMeter meter = new RollingMeter();
    private final SteadyLoad load = new SteadyLoad(meter.port());

    @BeforeEach
    void start() throws IOException {
        load.start();
    }

    @AfterEach
    void close() throws IOException {
        load.close();
        meter.close();
    }

    @Test
    void programsAreReplacedAndTheSchemaGrowsAndNoRequestFails() throws Exception {
        replaceApiAndWorker();
        theSchemaGrows();
        replaceApiAndWorker();
        aQuotaSpeaks();
        load.stop();

        assertThat(load.failures()).isEmpty();
        assertThat(load.sent()).isGreaterThan(2_000);
        assertThat(load.longestLag()).as("seconds not counted").isLessThan(5);
        // All but the one of globex.
        await().atMost(Duration.ofSeconds(20)).until(() -> counted() == load.acknowledged() - 1);
        JsonNode books = meter.books();
        assertThat(books.get("accepted").asLong()).isEqualTo(load.acknowledged());
        assertThat(books.get("applied").asLong()).isEqualTo(load.acknowledged());
        assertThat(books.get("difference").asLong()).isZero();
    }

    private void replaceApiAndWorker() {
        assertThat(meter.replaceApi()).isEqualTo(TERMINATED);
        assertThat(meter.replaceWorker()).isEqualTo(TERMINATED);
    }

    private void theSchemaGrows() throws IOException, SQLException {
        var later = new LaterRelease(meter.jdbcUrl(), folder);
        try (Connection reader = meter.database();
                Statement statement = reader.createStatement()) {
            assertThat(later.write(reader)).as("tables").isGreaterThan(10);
            reader.setAutoCommit(false);
            statement.execute("SELECT FROM tenants JOIN period_totals ON tenant = name");
            for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
                assertThat(later.migrate()).isFalse();
            }
            reader.commit();
        }
        await().until(later::migrate);
    }

    /** Alerting starts on the schema that grew, and tells of a crossing. */
    private void aQuotaSpeaks() throws Exception {
        var told = new CountDownLatch(1);
        HttpServer customer =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        customer.createContext(
                "/",
                exchange -> {
                    try (exchange) {
                        exchange.sendResponseHeaders(204, -1);
                        told.countDown();
                    }
                });
        customer.start();
        try (Connection database = meter.database();
                Statement statement = database.createStatement()) {
            statement.execute("INSERT INTO tenants (name, monthly_quota) VALUES ('globex', 10)");
            statement.execute(
                    """
                    INSERT INTO slack_webhooks (tenant, url) VALUES ('globex', 'http://127.0.0.1:%d/')
                    """
                            .formatted(customer.getAddress().getPort()));
            meter.startAlerting();
            load.event("{\"tenant\":\"globex\",\"feature\":\"chat\",\"tokens\":9}");

            assertThat(told.await(20, TimeUnit.SECONDS)).as("the alert was sent").isTrue();
        } finally {
            customer.stop(0);
        }
    }

    private long counted() throws IOException {
        return load.send("GET", "/usage/acme", "").get("totalTokens").asLong();
    }
}
