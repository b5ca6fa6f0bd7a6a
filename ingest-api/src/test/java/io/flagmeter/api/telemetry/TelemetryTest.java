package io.flagmeter.api.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.not;

import io.flagmeter.api.Api;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;

@QuarkusTest
class TelemetryTest {

    @Inject MeterRegistry metrics;
    @Inject WatchValkey valkey;
    @Inject WatchDatabase database;

    @Test
    void valkeyTellsItsMemory() {
        valkey.look();

        assertThat(metrics.get("flagmeter.valkey.memory.used").gauge().value()).isPositive();
        assertThat(metrics.get("flagmeter.valkey.memory.max").gauge().value()).isNotNegative();
    }

    @Test
    void postgresTellsSizeConnectionsAndTransactions() {
        await().until(
                        () -> {
                            database.look();
                            return metrics.find("flagmeter.database.size").gauge() != null;
                        });

        assertThat(metrics.get("flagmeter.database.size").gauge().value()).isPositive();
        assertThat(metrics.get("flagmeter.database.connections").gauge().value())
                .isBetween(
                        1.0, metrics.get("flagmeter.database.connections.limit").gauge().value());
        assertThat(
                        metrics.get("flagmeter.database.transactions")
                                .tag("outcome", "commit")
                                .functionCounter()
                                .count())
                .isPositive();
    }

    @Test
    void diskTellsWhatIsFree() {
        assertThat(metrics.get("disk.free").gauge().value())
                .isBetween(1.0, metrics.get("disk.total").gauge().value());
    }

    @Test
    void requestsAreCountedByRouteAndNotByTenant() {
        Api.get("/usage/somebody");

        await().untilAsserted(
                        () ->
                                Api.get("/q/metrics")
                                        .body(
                                                containsString(
                                                        "http_server_requests_seconds_bucket{method=\"GET\""),
                                                containsString("uri=\"/usage/{tenant}\""),
                                                not(containsString("/usage/somebody"))));
    }
}
