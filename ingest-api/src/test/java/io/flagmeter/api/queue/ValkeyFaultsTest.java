package io.flagmeter.api.queue;

import static io.flagmeter.api.queue.EventsDuringFaults.assertUnavailableInTime;
import static io.flagmeter.api.queue.EventsDuringFaults.awaitRecovery;
import static io.flagmeter.api.queue.EventsDuringFaults.event;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.lessThan;

import io.flagmeter.api.Api;
import io.flagmeter.api.OwnServers;
import io.flagmeter.api.TestMeter;
import io.flagmeter.embedded.EmbeddedValkey;
import io.flagmeter.model.event.UsageEvent;
import io.flagmeter.model.queue.QueueKeys;
import io.flagmeter.server.queue.QueueSampler;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@TestProfile(OwnServers.class)
class ValkeyFaultsTest {

    @Inject TestMeter meter;
    @Inject QueueSampler sampler;

    @BeforeEach
    void empty() {
        OwnServers.valkey();
        await().atMost(5, SECONDS).ignoreExceptions().until(() -> meter.valkey("FLUSHALL") != null);
        awaitRecovery();
        meter.valkey("FLUSHALL");
        await().atMost(5, SECONDS).until(() -> sampler.state().queued() == 0);
    }

    @Test
    void killedValkeyIsA503AndRecovers() {
        event("before").statusCode(200);
        OwnServers.valkey().kill();

        for (int i = 0; i < 10; i++) {
            assertUnavailableInTime(event("during"));
        }
        assertUnavailableInTime(Api.get("/dead-letters"));
        Api.get("/q/health/ready").statusCode(503).body("status", equalTo("DOWN"));
        Api.get("/q/health/live").statusCode(200);
        await().until(() -> sampler.state().lagSeconds() == null);

        OwnServers.valkey();
        awaitRecovery();
        assertThat(ids()).contains("before").doesNotContain("during");
    }

    @Test
    void frozenValkeyIsA503InTimeAndRecovers() {
        EmbeddedValkey valkey = OwnServers.valkey();
        OwnServers.freeze(valkey.process());
        try {
            Api.atOnce(40, () -> assertUnavailableInTime(event("during")));
            // Long enough for the connections to be given up and made anew, in vain.
            await().during(4, SECONDS)
                    .atMost(20, SECONDS)
                    .untilAsserted(() -> assertUnavailableInTime(event("during")));
            Api.get("/q/health/ready")
                    .statusCode(503)
                    .time(lessThan(Api.IN_TIME_MILLIS), MILLISECONDS);
        } finally {
            OwnServers.thaw(valkey.process());
        }

        awaitRecovery();
    }

    @Test
    void everyAnsweredEventSurvivesACrashInTheMiddle() {
        // Under everysec a slow disk may cost what was answered in the last second.
        meter.valkey("CONFIG", "SET", "appendfsync", "always");
        List<String> accepted =
                IntStream.range(0, 40)
                        .parallel()
                        .mapToObj(
                                i -> {
                                    if (i == 20) {
                                        OwnServers.valkey().kill();
                                    }
                                    String id = "e" + i;
                                    int status = event(id).extract().statusCode();
                                    assertThat(status).isIn(200, 503);
                                    return status == 200 ? id : "";
                                })
                        .filter(id -> !id.isEmpty())
                        .toList();
        OwnServers.valkey();
        awaitRecovery();

        // A 503 may have been kept: the client sends it again under the same id.
        assertThat(ids()).containsAll(accepted).doesNotHaveDuplicates();
    }

    private List<String> ids() {
        return meter.queued().stream()
                .map(UsageEvent::id)
                .filter(id -> !id.equals("recovered"))
                .toList();
    }

    @Test
    void fullQueueIsA503UntilItHasRoom() {
        for (int i = 0; i < 50; i++) {
            event("e" + i).statusCode(200);
        }

        // A sample that was taken before the last push may be noted after it, so one more may
        // enter.
        await().atMost(3, SECONDS)
                .untilAsserted(
                        () ->
                                Api.isProblem(event("one too many"), 503, "queue-full")
                                        .header("Retry-After", equalTo("1")));
        assertThat(meter.queued()).hasSizeBetween(50, 52);

        meter.valkey("LTRIM", QueueKeys.DEFAULT.events(), "0", "48");
        await().atMost(3, SECONDS).untilAsserted(() -> event("has room").statusCode(200));
        assertThat(meter.queued()).hasSize(50);
    }

    @Test
    void queueFilledBySomebodyElseIsFullToo() {
        for (int i = 0; i < 50; i++) {
            meter.valkey("LPUSH", QueueKeys.DEFAULT.events(), "{}");
        }

        await().atMost(3, SECONDS)
                .untilAsserted(() -> Api.isProblem(event("more"), 503, "queue-full"));
    }

    @Test
    void valkeyOutOfMemoryIsA503AndRecoversWithNothingHalfWritten() {
        event("before").statusCode(200);
        meter.valkey("CONFIG", "SET", "maxmemory", "1");
        try {
            IntStream.range(0, 20)
                    .parallel()
                    .forEach(i -> assertUnavailableInTime(event("refused" + i)));
            Api.get("/q/health/ready").statusCode(200);
        } finally {
            meter.valkey("CONFIG", "SET", "maxmemory", "256mb");
        }

        event("taken").statusCode(200);
        assertThat(ids()).containsExactly("before", "taken");
        assertThat(meter.accepted()).isEqualTo(2);
    }

    @Test
    void keyOfAnotherTypeIsA503() {
        meter.valkey("SET", QueueKeys.DEFAULT.events(), "not a list");

        assertUnavailableInTime(event("refused"));

        meter.valkey("DEL", QueueKeys.DEFAULT.events());
        event("taken").statusCode(200);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void limitedReadsPassByTheProcessAloneAndLimitedEventsAreRefused(boolean frozen)
            throws Exception {
        meter.empty();
        // What a process knows by itself of another one would be left from the other run.
        String tenant = "limited-" + frozen;
        Api.operator()
                .contentType("application/json")
                .body("{\"requestsPerMinute\":60,\"burstSeconds\":5}")
                .put("/rate-limits/tenant:" + tenant)
                .then()
                .statusCode(200);
        awaitLimit(tenant, true);
        EmbeddedValkey valkey = OwnServers.valkey();
        if (frozen) {
            OwnServers.freeze(valkey.process());
        } else {
            valkey.kill();
        }
        try {
            long begun = System.nanoTime();
            var statuses =
                    IntStream.range(0, 30)
                            .mapToObj(i -> Api.get("/usage/" + tenant).extract().statusCode())
                            .toList();
            assertThat(Duration.ofNanos(System.nanoTime() - begun))
                    .isLessThan(Duration.ofSeconds(5));
            assertThat(statuses).containsOnly(404, 429);
            // Five at once, one a second, and those that were asked for before.
            assertThat(statuses.stream().filter(status -> status == 404).count()).isBetween(1L, 9L);
            assertUnavailableInTime(
                    Api.event(
                            "{\"tenant\":\"%s\",\"feature\":\"f\",\"tokens\":1}"
                                    .formatted(tenant)));
        } finally {
            if (frozen) {
                OwnServers.thaw(valkey.process());
            }
        }
        OwnServers.valkey();
        awaitRecovery();
        Api.operator().delete("/rate-limits/tenant:" + tenant).then().statusCode(204);
        awaitLimit(tenant, false);
    }

    private static void awaitLimit(String tenant, boolean there) {
        await().atMost(5, SECONDS)
                .until(
                        () ->
                                (Api.get("/usage/" + tenant).extract().header("RateLimit") != null)
                                        == there);
    }
}
