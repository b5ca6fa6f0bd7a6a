package io.flagmeter.tools.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagmeter.tools.chaos.Growth.Sample;
import io.flagmeter.tools.chaos.Growth.Trend;
import java.time.Duration;
import java.util.OptionalDouble;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;

class GrowthTest {
    private final Growth growth = new Growth(SoakOptions.of("60m", 60, 10));

    @Test
    void whatStaysTheSameHolds() {
        everyMinute(Measure.MEMORY, minute -> 100);

        assertThat(growth.trends()).containsExactly(trend(100, 100, true));
    }

    /** From 110 to 150 after ten minutes, from 150 on: the median of a window is its middle. */
    @Test
    void whatGrowsByMoreThanATenthDoesNot() {
        everyMinute(Measure.MEMORY, minute -> 100 + minute);

        assertThat(growth.trends()).containsExactly(trend(115, 155, false));
    }

    @Test
    void whatGrowsWhileItWarmsUpHolds() {
        everyMinute(Measure.MEMORY, minute -> minute < 10 ? 10 * minute : 100);

        assertThat(growth.trends()).containsExactly(trend(100, 100, true));
    }

    @Test
    void aTenthMoreHolds() {
        everyMinute(Measure.MEMORY, minute -> minute < 40 ? 100 : 110);

        assertThat(growth.trends()).extracting(Trend::holds).containsExactly(true);
    }

    @Test
    void aMomentOfMoreIsNoGrowth() {
        everyMinute(Measure.DESCRIPTORS, minute -> minute > 55 ? 500 : 100);

        assertThat(growth.trends()).extracting(Trend::holds).containsExactly(true);
    }

    @Test
    void aConnectionLostEveryOtherMinuteIsGrowth() {
        everyMinute(Measure.CONNECTIONS, minute -> 10 + minute / 2);

        assertThat(growth.trends()).extracting(Trend::holds).containsExactly(false);
    }

    @Test
    void whatIsNotSeenAtTheEndIsNotSaidToHold() {
        add(Measure.MEMORY, 15, 100);

        assertThat(growth.trends())
                .containsExactly(
                        new Trend(
                                Measure.MEMORY,
                                "worker",
                                OptionalDouble.of(100),
                                OptionalDouble.empty(),
                                false));
    }

    private static Trend trend(double early, double late, boolean holds) {
        return new Trend(
                Measure.MEMORY, "worker", OptionalDouble.of(early), OptionalDouble.of(late), holds);
    }

    private void everyMinute(Measure measure, IntToDoubleFunction value) {
        for (int minute = 0; minute <= 60; minute++) {
            add(measure, minute, value.applyAsDouble(minute));
        }
    }

    private void add(Measure measure, int minute, double value) {
        growth.add(new Sample(measure, "worker", Duration.ofMinutes(minute), value));
    }
}
