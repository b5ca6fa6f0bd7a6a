package io.flagmeter.tools.replay;

import static io.flagmeter.tools.replay.FakeMeter.Fault.UNAUTHORIZED;
import static org.assertj.core.api.Assertions.assertThat;

import io.flagmeter.tools.OperatorKey;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplayRejectionsTest {
    @TempDir Path directory;
    @AutoClose private final FakeMeter meter = new FakeMeter();

    @Test
    void rejectedItemsAreNamedAndCounted() {
        meter.reject(event -> event.path("tokens").asLong() <= 103);
        ReplayRun run = replay();

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out())
                .contains("accepted 997, rejected 3, retried requests 0")
                .contains("NOT EQUAL (difference -306)");
        assertThat(run.err().lines())
                .hasSize(1)
                .first()
                .asString()
                .matches("rejected: [0-9a-f]{16}:1: timestamp: 1 seconds too old");
    }

    @Test
    void equalTotalsDoNotHideARejection() {
        replay();
        meter.reject(event -> event.path("tokens").asLong() == 101);
        ReplayRun second = replay();

        assertThat(second.out()).endsWith("equal%n".formatted());
        assertThat(second.exitCode()).isEqualTo(1);
    }

    @Test
    void withoutTheOperatorsKeyNothingIsSent() {
        var nobody = new OperatorKey(Optional.empty());
        ReplayRun run = ReplayRun.of(nobody, Time.system(), trace(), "--url", meter.url());

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err())
                .contains("nothing was sent, for the books are closed: HTTP 401: this path wants");
        assertThat(meter.requests()).isEmpty();
    }

    @Test
    void aRefusedRequestIsPrintedOnceAndNotRepeated() {
        meter.next(UNAUTHORIZED, UNAUTHORIZED);
        ReplayRun run = replay();

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err().lines()).hasSize(1).first().asString().endsWith(": HTTP 401: No key");
        assertThat(run.out()).contains("accepted 800, rejected 200, retried requests 0");
        assertThat(meter.requests()).hasSize(10);
    }

    private ReplayRun replay() {
        return ReplayRun.against(meter, new FakeTime(), trace(), "--batch", 100);
    }

    private Path trace() {
        return TestTraces.write(directory, "acme.csv", 1_000);
    }
}
