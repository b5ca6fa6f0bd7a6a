package io.flagmeter.api.limits;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.flagmeter.api.Api;
import io.flagmeter.api.TestMeter;
import io.flagmeter.model.queue.QueueKeys;
import io.flagmeter.server.switches.Switch;
import io.flagmeter.server.switches.Switches;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class RouteLimitsTest {

    private static final Duration SOON = Duration.ofSeconds(5);
    private static final String PATH =
            "/events?tenant=acme&from=2026-11-01T00:00:00Z&to=2026-11-02T00:00:00Z";
    private static final String ADDRESS = QueueKeys.DEFAULT.limit("exports:127.0.0.1");
    private static final String ALL = QueueKeys.DEFAULT.limit("exports-all:all");
    private static final long WINDOW_MILLIS = 900_000;

    @Inject TestMeter meter;
    @Inject Switches switches;
    @Inject MeterRegistry registry;

    private String key = "";

    @BeforeEach
    void makeKey() throws Exception {
        meter.empty();
        meter.sql("INSERT INTO tenants (name) VALUES ('acme')");
        key =
                Api.post("/keys", "application/json", "{\"name\":\"k\",\"scopes\":[\"read\"]}")
                        .statusCode(201)
                        .extract()
                        .path("key");
        await().atMost(SOON).until(() -> status(key, "/usage/nobody") == 404);
    }

    private static ValidatableResponse get(String key, String path) {
        return RestAssured.given().header("Authorization", "Bearer " + key).get(path).then();
    }

    private static int status(String key, String path) {
        return get(key, path).extract().statusCode();
    }

    private static ValidatableResponse export(String key) {
        return RestAssured.given()
                .header("Authorization", "Bearer " + key)
                .accept("text/csv")
                .get(PATH)
                .then();
    }

    private ValidatableResponse ask() {
        return export(key);
    }

    /** From another address of this machine. */
    private int statusFrom(String address) throws IOException {
        try (var socket =
                new Socket(
                        InetAddress.ofLiteral("127.0.0.1"),
                        RestAssured.port,
                        InetAddress.ofLiteral(address),
                        0)) {
            String request =
                    "GET %s HTTP/1.1\r\nHost: localhost\r\nX-Api-Key: %s\r\nAccept: text/csv\r\nConnection: close\r\n\r\n"
                            .formatted(PATH, key);
            socket.getOutputStream().write(request.getBytes(US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), US_ASCII);
            return Integer.parseInt(answer.split(" ")[1]);
        }
    }

    @Test
    void addressMayAskFiveTimesInAQuarterOfAnHour() throws Exception {
        for (int left = 4; left >= 0; left--) {
            ask().statusCode(200)
                    .header("RateLimit-Policy", equalTo("\"exports\";q=5;w=900"))
                    .header("X-RateLimit-Limit", equalTo("5"))
                    .header("X-RateLimit-Remaining", equalTo(String.valueOf(left)))
                    .header("Retry-After", nullValue());
        }

        var refused = Api.isProblem(ask(), 429, "rate-limited").body("limit", equalTo(5));
        assertThat(Integer.parseInt(refused.extract().header("Retry-After"))).isBetween(1, 1_800);
        assertThat(statusFrom("127.0.0.2")).isEqualTo(200);
        // Nothing else is limited, not even a page, nor the operator on this machine.
        get(key, PATH).statusCode(200).header("RateLimit", nullValue());
        assertThat(status(key, "/usage/nobody")).isEqualTo(404);
        export(Api.KEY).statusCode(200).header("RateLimit", nullValue());
    }

    @Test
    void whatIsRefusedAnywayCountsForNothing() {
        for (int i = 0; i < 6; i++) {
            RestAssured.given()
                    .header("Authorization", "Bearer " + key)
                    .accept("text/csv")
                    .get("/events?tenant=acme")
                    .then()
                    .statusCode(400)
                    .header("RateLimit", nullValue());
        }
        ask().statusCode(200).header("X-RateLimit-Remaining", equalTo("4"));
    }

    @Test
    void allProcessesCountTogetherAndForgetInTime() {
        for (int i = 0; i < 6; i++) {
            ask();
        }
        assertThat(meter.valkey("PTTL", ADDRESS).toLong())
                .isBetween(1L, 2 * WINDOW_MILLIS + 10_000);

        // What another process would see there, this one sees.
        meter.valkey("DEL", ADDRESS);
        ask().statusCode(200).header("X-RateLimit-Remaining", equalTo("4"));
    }

    @Test
    void inventedAddressesDoNotFillValkey() throws Exception {
        meter.valkey("SET", ALL, tenThousandInThisWindow());
        double before = local();

        for (int i = 0; i < 5; i++) {
            assertThat(statusFrom("127.0.0.3")).isEqualTo(200);
        }

        assertThat(statusFrom("127.0.0.3")).isEqualTo(429);
        assertThat(meter.valkey("KEYS", QueueKeys.DEFAULT.limit("exports:*")).size()).isZero();
        assertThat(local() - before).isEqualTo(6);
    }

    /** As the script keeps it: time and end, then kind and numbers of the two limits. */
    private static byte[] tenThousandInThisWindow() {
        long now = System.currentTimeMillis();
        return ByteBuffer.allocate(50)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putDouble(now)
                .putDouble(now + WINDOW_MILLIS)
                .put((byte) 2)
                .putDouble(10_000)
                .putDouble(0)
                .put((byte) 0)
                .putDouble(0)
                .putDouble(0)
                .array();
    }

    private double local() {
        return registry.get("flagmeter.rate.limits.local").counter().count();
    }

    @Test
    void limitOfTheKeyIsToldBesideThatOfTheAddress() {
        var made =
                Api.post("/keys", "application/json", "{\"name\":\"l\",\"scopes\":[\"read\"]}")
                        .extract();
        key = made.path("key");
        Api.operator()
                .contentType("application/json")
                .body("{\"requestsPerMinute\":100000}")
                .put("/rate-limits/key:" + made.path("id"))
                .then()
                .statusCode(200);
        await().atMost(SOON)
                .until(() -> get(key, "/usage/nobody").extract().header("RateLimit") != null);

        ask().statusCode(200)
                .header(
                        "RateLimit-Policy",
                        equalTo("\"key-requests\";q=100000;w=60, \"exports\";q=5;w=900"))
                .header("X-RateLimit-Limit", equalTo("5"));
    }

    @Test
    void limitsOfAddressesCanBeSwitchedOff() throws Exception {
        switchTo("{\"enabled\":false}");
        await().atMost(SOON).until(() -> switches.isOff(Switch.ROUTE_LIMITS));

        for (int i = 0; i < 6; i++) {
            ask().statusCode(200).header("RateLimit", nullValue());
        }

        Api.operator().delete("/switches/route-limits").then().statusCode(204);
        await().atMost(SOON).until(() -> !switches.isOff(Switch.ROUTE_LIMITS));
    }

    private static void switchTo(String body) {
        Api.operator()
                .contentType("application/json")
                .body(body)
                .put("/switches/route-limits")
                .then()
                .statusCode(200);
    }
}
