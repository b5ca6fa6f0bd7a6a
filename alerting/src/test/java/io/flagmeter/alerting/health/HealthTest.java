package io.flagmeter.alerting.health;

import static io.restassured.RestAssured.get;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;

import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

@QuarkusTest
class HealthTest {

    @Test
    void itIsReadyWhilePostgresAnswersAndTellsHowQuickly() {
        get("/q/health/ready")
                .then()
                .statusCode(200)
                .body(
                        "checks.find { it.name == 'postgresql' }.data.latencyMs",
                        greaterThanOrEqualTo(0));
    }

    @Test
    void itIsAliveAndMeasured() {
        get("/q/health/live")
                .then()
                .statusCode(200)
                .body("checks.find { it.name == 'deliver-alerts' }.status", equalTo("UP"));
        get("/q/metrics").then().statusCode(200).body(containsString("jvm_memory_used_bytes"));
    }
}
