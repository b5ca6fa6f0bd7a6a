package io.flagmeter.api.deadletters;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.flagmeter.api.Api;
import io.flagmeter.api.TestMeter;
import io.flagmeter.model.event.DeadLetter;
import io.flagmeter.model.queue.QueueKeys;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;

/** Fills the list as workers do, and asks as the operator does. */
abstract class LettersTest {

    static final QueueKeys KEYS = QueueKeys.DEFAULT;

    @Inject TestMeter meter;

    @BeforeEach
    void empty() throws Exception {
        meter.empty();
    }

    void file(String payload) {
        file("too odd", payload, Instant.EPOCH);
    }

    void file(String reason, String payload, Instant at) {
        byte[] letter = new DeadLetter(reason, payload.getBytes(UTF_8)).encode(at);
        meter.valkey("LPUSH", KEYS.deadLetters(), letter);
    }

    static int replay() {
        return Api.operator()
                .post("/dead-letters/replay")
                .then()
                .statusCode(200)
                .extract()
                .path("replayed");
    }

    static ValidatableResponse delete(String path) {
        return Api.operator().urlEncodingEnabled(false).delete(path).then();
    }

    static int removed(String path) {
        return delete(path).statusCode(200).extract().path("removed");
    }

    static List<String> left() {
        return Api.get("/dead-letters?limit=1000").statusCode(200).extract().path("items.payload");
    }
}
