package io.flagmeter.tools.replay;

import static io.flagmeter.tools.replay.FakeMeter.Fault.BAD_GATEWAY;
import static io.flagmeter.tools.replay.FakeMeter.Fault.BUSY;
import static io.flagmeter.tools.replay.FakeMeter.Fault.LOSE_ANSWER;
import static io.flagmeter.tools.replay.FakeMeter.Fault.LOSE_REQUEST;
import static io.flagmeter.tools.replay.FakeMeter.Fault.NONE;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplayFaultsTest {
    @TempDir Path directory;
    @AutoClose private final FakeMeter meter = new FakeMeter();
    private final FakeTime time = new FakeTime();

    @Test
    void whateverGetsLostIsSentAgainUnchanged() {
        meter.next(NONE, BUSY, LOSE_ANSWER, LOSE_REQUEST, BAD_GATEWAY, LOSE_ANSWER, BUSY);
        ReplayRun run = replay();

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("accepted 1,000, rejected 0, retried requests 6");
        assertThat(run.out()).contains("duplicate 200").endsWith("equal%n".formatted());
        assertThat(meter.counted()).hasSize(1_000);
        List<List<JsonNode>> requests = meter.requests();
        assertThat(requests).hasSize(16);
        assertThat(new HashSet<>(requests)).as("each retry repeats a request").hasSize(10);
    }

    @Test
    void retryAfterIsWaitedFor() {
        meter.next(BUSY);
        replay("--concurrency", "1");

        assertThat(time.sleeps()).hasSize(1);
        assertThat(time.sleeps().getFirst())
                .isBetween(Duration.ofSeconds(2), Duration.ofMillis(2_200));
    }

    @Test
    void theNoteOfARetryIsPrintedOnce() {
        meter.next(BUSY, BUSY, BUSY);
        assertThat(replay().err().lines())
                .containsExactly("HTTP 503: The queue is full; trying again with the same ids");
    }

    @Test
    void aServiceThatStaysAwayEndsTheReplay() {
        meter.next(NONE);
        meter.next(Collections.nCopies(1_000, BUSY).toArray(FakeMeter.Fault[]::new));
        ReplayRun run = replay("--concurrency", "1", "--timeout", "0");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out())
                .contains("given up after retrying for up to 60 s: HTTP 503: The queue is full")
                .contains("900 events were not answered; run the same command again")
                .contains("NOT EQUAL (difference -");
    }

    @Test
    void nobodyListeningIsOneLine() {
        meter.close();
        ReplayRun run = replay();

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.err().lines())
                .hasSize(2)
                .last()
                .asString()
                .startsWith("flagmeter: " + meter.url() + "/usage/acme: given up");
    }

    private ReplayRun replay(Object... more) {
        return ReplayRun.against(
                meter,
                time,
                TestTraces.write(directory, "acme.csv", 1_000),
                Stream.concat(Stream.of("--batch", 100), Stream.of(more)).toArray());
    }
}
