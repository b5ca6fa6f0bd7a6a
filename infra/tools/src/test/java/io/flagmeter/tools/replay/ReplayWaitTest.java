package io.flagmeter.tools.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplayWaitTest {
    @TempDir Path directory;
    @AutoClose private final FakeMeter meter = new FakeMeter();
    private final FakeTime time = new FakeTime();

    @Test
    void theWorkerIsWaitedFor() {
        meter.busyFor(25);

        assertThat(replay().exitCode()).isZero();
        assertThat(waited()).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void aWorkerThatNeverCatchesUpIsReported() {
        meter.busyFor(Integer.MAX_VALUE);
        ReplayRun run = replay("--timeout", "30");

        assertThat(run.out())
                .contains("had not caught up after 30 s; waiting for the worker: 0 queued, 1 in");
        assertThat(waited()).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void errorsWhileWaitingAreEndured() {
        meter.loseBooks(10);

        assertThat(replay().out()).endsWith("equal%n".formatted()).doesNotContain("caught up");
        assertThat(time.sleeps()).isNotEmpty();
    }

    @Test
    void usageThatTrailsTheBooksALittleIsNotBlamed() {
        meter.forgetUsage(5);

        assertThat(replay().out()).endsWith("equal%n".formatted());
        assertThat(waited()).isLessThan(CatchUp.GRACE);
    }

    @Test
    void aQuietMeterThatDiffersIsNotWaitedForLong() {
        meter.forgetUsage(Integer.MAX_VALUE);
        ReplayRun run = replay();

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).endsWith("NOT EQUAL (difference -15,050)%n".formatted());
        assertThat(waited()).isEqualTo(CatchUp.GRACE);
    }

    @Test
    void aPeriodThatBeginsMeanwhileIsNamed() {
        Instant begin = FakeTime.START.plusSeconds(60);
        meter.reject(event -> turnThePeriod(begin));
        ReplayRun run = replay();

        assertThat(run.out())
                .contains("a new billing period began at 2026-11-20T10:01:00Z; only that one is");
    }

    private boolean turnThePeriod(Instant begin) {
        meter.knowsTenantSince(begin);
        return true;
    }

    private Duration waited() {
        return Duration.between(FakeTime.START, time.instant());
    }

    private ReplayRun replay(Object... more) {
        return ReplayRun.against(meter, time, TestTraces.write(directory, "acme.csv", 100), more);
    }
}
