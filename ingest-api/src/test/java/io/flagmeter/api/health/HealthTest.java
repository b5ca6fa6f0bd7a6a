package io.flagmeter.api.health;

import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;

import io.flagmeter.api.Api;
import io.flagmeter.api.TestMeter;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class HealthTest {

    @Inject TestMeter meter;

    @BeforeEach
    void empty() throws Exception {
        meter.empty();
    }

    @Test
    void readyTellsHowLongBothServersTake() {
        var notNegative = greaterThanOrEqualTo(0);

        Api.get("/q/health/ready")
                .statusCode(200)
                .body("status", equalTo("UP"))
                .body(
                        "checks.name",
                        containsInAnyOrder("valkey", "postgresql", "Graceful Shutdown"))
                .body("checks.find {it.name == 'valkey'}.data.latencyMs", notNegative)
                .body("checks.find {it.name == 'postgresql'}.data.latencyMs", notNegative);
    }

    @Test
    void liveAsksNobody() {
        Api.get("/q/health/live").statusCode(200).body("status", equalTo("UP"));
    }
}
