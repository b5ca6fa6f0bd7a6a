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
        Api.get("/q/health/ready")
                .statusCode(200)
                .body("status", equalTo("UP"))
                .body("checks.name", containsInAnyOrder("valkey", "postgresql"))
                .body("checks[0].data.latencyMs", greaterThanOrEqualTo(0))
                .body("checks[1].data.latencyMs", greaterThanOrEqualTo(0));
    }

    @Test
    void liveAsksNobody() {
        Api.get("/q/health/live").statusCode(200).body("status", equalTo("UP"));
    }
}
