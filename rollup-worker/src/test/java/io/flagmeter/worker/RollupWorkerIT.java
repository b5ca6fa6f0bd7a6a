package io.flagmeter.worker;

import static io.flagmeter.worker.testing.TestEvents.at;
import static io.flagmeter.worker.testing.TestEvents.event;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flagmeter.fixtures.PackagedService;
import io.flagmeter.model.event.EventCodec;
import io.flagmeter.model.event.UsageEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the packaged worker does with a queue. */
class RollupWorkerIT {

    private static final Map<String, String> DEFAULTS = Map.of();

    /** Many small batches, and leases that run out while a test waits. */
    private static final Map<String, String> BUSY =
            Map.of("FLAGMETER_WORKER_BATCH_SIZE", "100", "FLAGMETER_WORKER_LEASE", "1s");

    @RegisterExtension static final Meter meter = new Meter();

    @BeforeAll
    static void bePatient() {
        Awaitility.setDefaultTimeout(Duration.ofSeconds(60));
        Awaitility.setDefaultPollInterval(Duration.ofMillis(20));
    }

    @Test
    void eventsAreCountedAndHealthAndMetricsTell() {
        try (PackagedService worker = meter.worker(DEFAULTS)) {
            awaitReady(worker);
            meter.push(0, 10);

            await().until(() -> meter.books.counted() == 10 && meter.quiet());

            assertThat(meter.books.sums()).isEqualTo("10 15000 15000 15000 10 0");
            assertThat(worker.get("/q/health/live").statusCode()).isEqualTo(200);
            assertThat(worker.get("/q/health/live").body()).contains("drain-queue");
            assertThat(worker.get("/q/health/ready").body())
                    .contains("postgresLatencyMs", "valkeyLatencyMs");
            assertThat(worker.get("/q/metrics").body())
                    .contains(
                            "flagmeter_events_claimed_total 10.0",
                            "flagmeter_events_applied_total 10.0",
                            "flagmeter_events_duplicate_total 0.0",
                            "flagmeter_events_dead_total 0.0");
        }
    }

    @Test
    void largeElementsEndNobodyAndAreCountedOrPutAside() {
        byte[] event = EventCodec.encode(at(event("e0"), Instant.now()));
        String json = new String(event, UTF_8);
        meter.openDoor();
        try (PackagedService worker = meter.worker(DEFAULTS)) {
            awaitReady(worker);
            for (int i = 0; i < 3; i++) {
                meter.push(new byte[30_000_000]);
            }
            meter.push(event);
            for (int i = 1; i <= 5_000; i++) {
                meter.push(
                        json.replace("\"e0\"", "\"e" + i + "\"")
                                .replace("}", ",\"note\":\"" + "x".repeat(10_000) + "\"}")
                                .getBytes(UTF_8));
            }

            await().until(() -> meter.quiet() && meter.books.counted() == 5_001);

            assertThat(worker.alive()).isTrue();
            assertThat(meter.deadLetters()).isEqualTo(3);
            assertThat(meter.books.value("SELECT sum(dead) FROM applied_batches")).isEqualTo("3");
            assertThat(meter.claimed()).isEqualTo(5_004);
        }
    }

    @Test
    void deadLettersLeaveRoomForEvents() throws Exception {
        meter.limitMemory("16mb");
        var settings =
                Map.of(
                        "FLAGMETER_TENANTS_UNKNOWN", "reject",
                        "FLAGMETER_DEAD_LETTERS_MAX_BYTES", "4194304");
        try (PackagedService worker = meter.worker(settings)) {
            awaitReady(worker);
            meter.books.execute("INSERT INTO tenants (name) VALUES ('acme-corp')");
            for (int i = 0; i < 500; i++) {
                byte[] nothing = new byte[16_000];
                await().until(() -> meter.pushed(nothing));
            }
            for (int i = 0; i < 60_000; i += 1_000) {
                List<UsageEvent> strangers = ofStrangers(i, i + 1_000);
                await().until(() -> meter.pushed(strangers));
            }
            await().until(meter::quiet);

            meter.push(0, 10);

            await().until(() -> meter.quiet() && meter.books.counted() == 10);
            assertThat(meter.deadLetters()).isLessThan(60_500);
            assertThat(meter.books.value("SELECT sum(dead) FROM applied_batches"))
                    .isEqualTo("60500");
            await().untilAsserted(
                            () ->
                                    assertThat(worker.get("/q/metrics").body())
                                            .contains("flagmeter_events_dead_total 60500.0")
                                            .doesNotContain(
                                                    "flagmeter_dead_letters_dropped_total 0.0"));
            assertThat(meter.log()).contains("dead letters were not kept, the list is full");
        }
    }

    private static List<UsageEvent> ofStrangers(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(i -> event("s" + i, "stranger-" + i, "f".repeat(100), 1))
                .toList();
    }

    @Test
    void twoWorkersShareTheQueue() {
        try (PackagedService one = meter.worker(BUSY);
                PackagedService two = meter.worker(BUSY)) {
            awaitReady(one);
            awaitReady(two);
            meter.push(0, 10_000);

            await().until(() -> meter.quiet() && meter.books.counted() == 10_000);

            assertThat(meter.books.sums()).isEqualTo("10000 15000000 15000000 15000000 10000 0");
            await().untilAsserted(
                            () ->
                                    assertThat(one.get("/q/metrics").body())
                                            .doesNotContain("flagmeter_events_applied_total 0.0"));
            await().untilAsserted(
                            () ->
                                    assertThat(two.get("/q/metrics").body())
                                            .doesNotContain("flagmeter_events_applied_total 0.0"));
        }
    }

    @Test
    void aWorkerThatWouldLeavePartitionsBehindStops() throws Exception {
        try (PackagedService worker = meter.worker(Map.of("FLAGMETER_QUEUE_PARTITIONS", "2"))) {
            awaitReady(worker);
        }
        try (PackagedService worker = meter.worker(DEFAULTS)) {
            assertThat(worker.exitCode()).isEqualTo(1);
        }
        assertThat(meter.log())
                .contains("FLAGMETER_QUEUE_PARTITIONS is 1, but the queue has been split into 2")
                .doesNotContain("\tat ");
    }

    private static void awaitReady(PackagedService worker) {
        await().ignoreExceptions().until(worker::ready);
    }
}
