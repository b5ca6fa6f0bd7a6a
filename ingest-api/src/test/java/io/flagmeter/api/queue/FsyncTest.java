package io.flagmeter.api.queue;

import static io.flagmeter.api.queue.EventsDuringFaults.assertUnavailableInTime;
import static io.flagmeter.api.queue.EventsDuringFaults.awaitRecovery;
import static io.flagmeter.api.queue.EventsDuringFaults.event;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import io.flagmeter.api.Api;
import io.flagmeter.api.OwnServers;
import io.flagmeter.api.TestMeter;
import io.flagmeter.embedded.EmbeddedValkey;
import io.flagmeter.model.event.UsageEvent;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** The durable mode: an answer of 200 means that the disk has the event. */
@EnabledIf(
        value = "io.flagmeter.embedded.EmbeddedValkey#confirmsSyncs",
        disabledReason = EmbeddedValkey.NEWER_ADDS)
@QuarkusTest
@TestProfile(FsyncTest.Profile.class)
class FsyncTest {

    private static final int EVENTS = 100;

    @Inject TestMeter meter;

    @BeforeEach
    void empty() {
        OwnServers.valkey();
        await().atMost(5, SECONDS).ignoreExceptions().until(() -> meter.valkey("FLUSHALL") != null);
        awaitRecovery();
        meter.valkey("FLUSHALL");
        meter.valkey("CONFIG", "RESETSTAT");
    }

    @AfterEach
    void repair() {
        meter.valkey("CONFIG", "SET", "appendonly", "yes");
        meter.valkey("CONFIG", "SET", "appendfsync", "always");
    }

    @Test
    void everyAcknowledgedEventSurvivesAKillRightAfterIt() throws Exception {
        List<Integer> statuses = sendAtOnce();
        OwnServers.valkey().kill();
        OwnServers.valkey();
        awaitRecovery();

        assertThat(statuses).hasSize(EVENTS).containsOnly(200);
        assertThat(meter.queued()).extracting(UsageEvent::id).contains(ids());
    }

    @Test
    void eventsThatArriveTogetherShareASync() throws Exception {
        sendAtOnce();

        assertThat(calls("waitaof")).isPositive().isLessThan(EVENTS);
        assertThat(calls("waitaof")).isEqualTo(calls("exec"));
    }

    @Test
    void withoutASyncNothingIsAcknowledged() {
        meter.valkey("CONFIG", "SET", "appendfsync", "no");

        assertUnavailableInTime(event("refused"));
        assertUnavailableInTime(event("refused"));

        meter.valkey("CONFIG", "SET", "appendfsync", "always");
        awaitRecovery();
    }

    @Test
    void valkeyThatHasNoFileAnyMoreIsA503AndNotReady() {
        meter.valkey("CONFIG", "SET", "appendonly", "no");

        assertUnavailableInTime(event("refused"));
        assertNotReady("needs a Valkey with appendonly yes, the server has it off");

        meter.valkey("CONFIG", "SET", "appendonly", "yes");
        awaitRecovery();
        Api.get("/q/health/ready").statusCode(200);
    }

    @Test
    void valkeyThatSyncsOnceASecondOnlyIsNotReady() {
        meter.valkey("CONFIG", "SET", "appendfsync", "everysec");

        assertNotReady("needs a Valkey with appendfsync always, the server has everysec");
    }

    private static void assertNotReady(String reason) {
        Api.get("/q/health/ready")
                .statusCode(503)
                .body(
                        "checks.find { it.name == 'valkey' }.data.reason",
                        equalTo("FLAGMETER_INGEST_DURABILITY=fsync " + reason));
    }

    private static List<Integer> sendAtOnce() throws Exception {
        try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
            var answers =
                    IntStream.range(0, EVENTS)
                            .mapToObj(
                                    i ->
                                            clients.submit(
                                                    () -> event("e" + i).extract().statusCode()))
                            .toList();
            var statuses = new ArrayList<Integer>();
            for (var answer : answers) {
                statuses.add(answer.get());
            }
            return statuses;
        }
    }

    private static String[] ids() {
        return IntStream.range(0, EVENTS).mapToObj(i -> "e" + i).toArray(String[]::new);
    }

    private long calls(String command) {
        String stats = meter.valkey("INFO", "commandstats").toString();
        return stats.lines()
                .filter(line -> line.startsWith("cmdstat_" + command + ":calls="))
                .mapToLong(line -> Long.parseLong(line.replaceAll(".*:calls=(\\d+),.*", "$1")))
                .sum();
    }

    /** As {@link OwnServers}, but durable. */
    public static final class Profile implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "quarkus.devservices.enabled", "false", "flagmeter.ingest.durability", "fsync");
        }

        @Override
        public List<TestResourceEntry> testResources() {
            return List.of(
                    new TestResourceEntry(
                            OwnServers.Start.class,
                            Map.of("FLAGMETER_INGEST_DURABILITY", "fsync")));
        }
    }
}
