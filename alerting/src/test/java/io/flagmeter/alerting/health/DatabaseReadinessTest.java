package io.flagmeter.alerting.health;

import static org.assertj.core.api.Assertions.assertThat;

import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponse.Status;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

class DatabaseReadinessTest {

    @Test
    void itIsNotReadyWithoutPostgresAndSaysWhy() {
        var nowhere = new PGSimpleDataSource();
        nowhere.setUrl("jdbc:postgresql://127.0.0.1:1/flagmeter");

        HealthCheckResponse response = new DatabaseReadiness(nowhere).call();

        assertThat(response.getStatus()).isEqualTo(Status.DOWN);
        assertThat(response.getData().orElseThrow()).containsKeys("error", "latencyMs");
    }
}
