package io.flagmeter.tools.replay;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplayTest {
    @TempDir Path directory;
    @AutoClose private final FakeMeter meter = new FakeMeter();
    private final FakeTime time = new FakeTime();

    @Test
    void theSampleIsCountedToTheLastToken() {
        ReplayRun run = replay(TestTraces.SAMPLE);

        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isZero();
        assertThat(run.out().lines())
                .anySatisfy(l -> assertThat(l).matches("events sent +8,819 +\\(accepted 8,819,.*"))
                .anySatisfy(l -> assertThat(l).matches("tokens in the file +18,305,870"))
                .anySatisfy(l -> assertThat(l).matches("tokens counted +18,305,870 .*"))
                .last()
                .isEqualTo("equal");
        assertThat(meter.requests()).hasSize(18).allMatch(events -> events.size() <= 500);
    }

    @Test
    void everyRowIsSentOnceInTheShapeOfTheApi() {
        Path file = TestTraces.write(directory, "acme.csv", 1_234);
        replay(file, "--batch", 100, "--concurrency", 7, "--feature", "gpt-4");

        List<JsonNode> sent = meter.requests().stream().flatMap(List::stream).toList();
        assertThat(sent).hasSize(1_234);
        assertThat(sent).extracting(event -> event.path("id").asText()).doesNotHaveDuplicates();
        JsonNode last = event(1_234);
        assertThat(last.properties().stream().map(Map.Entry::getKey))
                .containsExactlyInAnyOrder("id", "tenant", "feature", "tokens", "timestamp");
        assertThat(last.path("tenant").asText()).isEqualTo("acme");
        assertThat(last.path("feature").asText()).isEqualTo("gpt-4");
        assertThat(last.path("tokens").asLong()).isEqualTo(1_334);
        assertThat(last.path("timestamp").asText()).isEqualTo("2026-11-20T10:00:00Z");
    }

    @Test
    void aSecondReplayWithOtherOptionsChangesNothing() {
        Path file = TestTraces.write(directory, "acme.csv", 50);
        replay(file);
        Map<String, JsonNode> before = meter.counted();
        ReplayRun second = replay(file, "--times", "original", "--batch", 1, "--speed", 100);

        assertThat(second.exitCode()).isZero();
        assertThat(meter.counted()).isEqualTo(before);
    }

    @Test
    void aBatchOfOneGoesToTheSingleEndpoint() {
        Path file = TestTraces.write(directory, "acme.csv", 20);
        ReplayRun run = replay(file, "--batch", 1);

        assertThat(run.exitCode()).isZero();
        assertThat(meter.requests()).hasSize(20).allMatch(events -> events.size() == 1);
        assertThat(meter.paths()).containsExactly("/events");
    }

    @Test
    void aSlashAfterTheUrlDoesNoHarm() {
        Path file = TestTraces.write(directory, "acme.csv", 1);
        ReplayRun run = ReplayRun.of(time, file, "--url", meter.url() + "/");

        assertThat(run.exitCode()).isZero();
        assertThat(meter.paths()).containsExactly("/events/batch");
    }

    @Test
    void timesAreRaisedToTheStartOfTheTenantsPeriod() {
        Instant start = Instant.parse("2026-11-20T09:30:00Z");
        meter.knowsTenantSince(start);
        ReplayRun run = replay(TestTraces.write(directory, "acme.csv", 60));

        assertThat(run.exitCode()).isZero();
        assertThat(run.err()).startsWith("29 events are sent as of 2026-11-20T09:30:00Z");
        assertThat(timestamp(1)).isEqualTo(timestamp(30)).isEqualTo(start.toString());
        assertThat(timestamp(31)).isEqualTo("2026-11-20T09:31:00Z");
    }

    @Test
    void anUnknownTenantsPeriodIsTheCalendarMonth() {
        String rows = "2023-09-01T00:00:00Z,1,0\n2023-11-16T00:00:00Z,1,0\n";
        replay(TestTraces.write(directory, "acme.csv", TestTraces.HEADER + rows));

        assertThat(timestamp(1)).isEqualTo("2026-11-01T00:00:00Z");
        assertThat(timestamp(2)).isEqualTo("2026-11-20T10:00:00Z");
    }

    @Test
    void atAPaceTheTraceTakesItsTime() {
        Path file = TestTraces.write(directory, "acme.csv", 61);
        ReplayRun run = replay(file, "--speed", 60);

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("60.00  (1 events/s)");
        assertThat(timestamp(61)).isEqualTo("2026-11-20T10:01:00Z");
    }

    @Test
    void usageOfAnotherKindIsToldApart() {
        String row = TestTraces.HEADER + "2023-09-01T00:00:00Z,%d,0\n";
        replay(TestTraces.write(directory, "one.csv", row.formatted(7)), "--tenant", "acme");
        Path two = TestTraces.write(directory, "two.csv", row.formatted(1_000));
        ReplayRun run = replay(two, "--tenant", "acme");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out())
                .contains("this tenant and feature hold usage that is not from this file")
                .endsWith("NOT EQUAL (difference +7)%n".formatted());
        assertThat(replay(two, "--tenant", "a/b:c@d").exitCode()).isZero();
    }

    @Test
    void aFileCountedBeforeUnderAnotherFeatureIsExplained() {
        Path file = TestTraces.write(directory, "acme.csv", 3);
        replay(file);
        ReplayRun run = replay(file, "--feature", "other");

        assertThat(run.out())
                .contains("this tenant has had events of this file before")
                .endsWith("NOT EQUAL (difference -306)%n".formatted());
    }

    private ReplayRun replay(Path file, Object... more) {
        return ReplayRun.against(meter, time, file, more);
    }

    private JsonNode event(int row) {
        return meter.counted().values().stream()
                .filter(event -> event.path("id").asText().endsWith(":" + row))
                .findFirst()
                .orElseThrow();
    }

    private String timestamp(int row) {
        return event(row).path("timestamp").asText();
    }
}
