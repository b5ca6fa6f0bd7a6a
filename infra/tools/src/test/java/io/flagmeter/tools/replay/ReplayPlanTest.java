package io.flagmeter.tools.replay;

import static io.flagmeter.tools.replay.FakeTime.START;
import static io.flagmeter.tools.replay.TestTraces.options;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReplayPlanTest {
    private static final Instant LONG_AGO = Instant.EPOCH;

    private final Trace trace = TestTraces.at(0, 60, 3600);

    @Test
    void sentAtOnceTheLastEventIsNowAndTheOthersKeepTheirDistance() {
        ReplayPlan plan = ReplayPlan.of(trace, options(Times.NOW, "max"), START, LONG_AGO);

        assertThat(timestamps(plan))
                .containsExactly(START.minusSeconds(3600), START.minusSeconds(3540), START);
        assertThat(plan.events()).extracting(PlannedEvent::due).containsOnly(START);
        assertThat(plan.raised()).isZero();
    }

    @Test
    void nothingIsEarlierThanTheBillingPeriod() {
        Instant periodStart = START.minusSeconds(1800);
        ReplayPlan plan = ReplayPlan.of(trace, options(Times.NOW, "max"), START, periodStart);

        assertThat(timestamps(plan)).containsExactly(periodStart, periodStart, START);
        assertThat(plan.raised()).isEqualTo(2);
    }

    @Test
    void atAPaceEachEventCarriesTheMomentItIsSent() {
        ReplayPlan plan = ReplayPlan.of(trace, options(Times.NOW, "60"), START, LONG_AGO);

        assertThat(timestamps(plan))
                .containsExactly(START, START.plusSeconds(1), START.plusSeconds(60))
                .isEqualTo(plan.events().stream().map(PlannedEvent::due).toList());
    }

    @Test
    void originalTimesAreLeftAloneAtAnySpeed() {
        List<Instant> recorded = trace.rows().stream().map(TraceRow::time).toList();
        for (String speed : List.of("max", "1", "60")) {
            ReplayPlan plan = ReplayPlan.of(trace, options(Times.ORIGINAL, speed), START, START);
            assertThat(timestamps(plan)).isEqualTo(recorded);
            assertThat(plan.raised()).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource({"NOW, max", "NOW, 1", "ORIGINAL, max", "ORIGINAL, 7.5"})
    void idsDependOnNothingButTheFile(Times times, String speed) {
        ReplayPlan plan = ReplayPlan.of(trace, options(times, speed), START, START);
        assertThat(plan.events())
                .extracting(planned -> planned.event().id())
                .containsExactly("f00d:1", "f00d:2", "f00d:3");
    }

    private static List<Instant> timestamps(ReplayPlan plan) {
        return plan.events().stream().map(planned -> planned.event().timestamp()).toList();
    }
}
