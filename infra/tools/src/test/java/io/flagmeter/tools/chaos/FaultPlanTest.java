package io.flagmeter.tools.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FaultPlanTest {
    private static final Duration DOWN = Duration.ofSeconds(2);

    @Test
    void theSameSeedGivesTheSamePlan() {
        assertThat(FaultPlan.of(7, 200, DOWN)).isEqualTo(FaultPlan.of(7, 200, DOWN));
        assertThat(FaultPlan.of(7, 200, DOWN)).isNotEqualTo(FaultPlan.of(8, 200, DOWN));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 25, 99})
    void hitsExactlyAsOftenAsAsked(int kills) {
        for (long seed = 0; seed < 50; seed++) {
            assertThat(FaultPlan.of(seed, kills, DOWN).hits()).isEqualTo(kills);
        }
    }

    @Test
    void hitsEveryoneInEveryWay() {
        List<Fault> faults = FaultPlan.of(1, 1_000, DOWN).faults();
        for (Victim victim : Victim.values()) {
            assertThat(faults)
                    .anyMatch(
                            fault ->
                                    fault instanceof Fault.Kill
                                            && fault.victims().contains(victim));
        }
        for (Victim victim :
                List.of(Victim.WORKER, Victim.SECOND_WORKER, Victim.API, Victim.VALKEY)) {
            assertThat(faults)
                    .anyMatch(
                            fault ->
                                    fault instanceof Fault.Freeze
                                            && fault.victims().contains(victim));
        }
        assertThat(faults)
                .filteredOn(fault -> fault.hits() == 2)
                .allMatch(fault -> fault.victims().getFirst() != fault.victims().getLast());
    }

    @Test
    void aStoppedWorkerSleepsLongerThanItsLease() {
        assertThat(FaultPlan.of(1, 1_000, DOWN).faults())
                .filteredOn(
                        fault ->
                                fault instanceof Fault.Freeze freeze
                                        && freeze.victim().label().endsWith("worker"))
                .isNotEmpty()
                .allMatch(
                        fault ->
                                fault instanceof Fault.Freeze freeze
                                        && freeze.length().compareTo(FaultPlan.LEASE) > 0);
    }
}
