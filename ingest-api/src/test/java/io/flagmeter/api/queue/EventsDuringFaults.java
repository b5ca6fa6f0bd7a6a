package io.flagmeter.api.queue;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.lessThan;

import io.flagmeter.api.Api;
import io.restassured.response.ValidatableResponse;

/** What clients see of a Valkey in trouble. */
final class EventsDuringFaults {

    private EventsDuringFaults() {}

    static ValidatableResponse event(String id) {
        return Api.event(
                "{\"id\":\"%s\",\"tenant\":\"t\",\"feature\":\"f\",\"tokens\":1}".formatted(id));
    }

    static void assertUnavailableInTime(ValidatableResponse answer) {
        Api.isProblem(answer, 503, "valkey-unavailable")
                .header("Retry-After", equalTo("1"))
                .time(lessThan(Api.IN_TIME_MILLIS), MILLISECONDS);
    }

    /** Until events are taken again, whichever event loop a request meets. */
    static void awaitRecovery() {
        await().atMost(10, SECONDS)
                .untilAsserted(
                        () -> {
                            for (int i = 0; i < 20; i++) {
                                event("recovered").statusCode(200);
                            }
                        });
    }
}
