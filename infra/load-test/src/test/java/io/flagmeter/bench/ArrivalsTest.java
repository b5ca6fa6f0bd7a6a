package io.flagmeter.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ArrivalsTest {

    private static final Duration LENGTH = Duration.ofSeconds(10);

    @Test
    void areAsManyAsTheRateSaysAndInOrder() {
        long[] due = Arrivals.poisson(1_000, LENGTH, 7);

        assertThat(due).hasSize(10_000).isSorted();
        assertThat(due[0]).isNotNegative();
        assertThat(due[due.length - 1]).isLessThan(LENGTH.toNanos());
    }

    @Test
    void areTheSameInEveryRun() {
        assertThat(Arrivals.poisson(1_000, LENGTH, 7))
                .isEqualTo(Arrivals.poisson(1_000, LENGTH, 7))
                .isNotEqualTo(Arrivals.poisson(1_000, LENGTH, 8));
    }

    @Test
    void comeInBurstsLikeClientsThatDoNotKnowOfEachOther() {
        long[] due = Arrivals.poisson(1_000, LENGTH, 7);
        double[] gaps = new double[due.length - 1];
        Arrays.setAll(gaps, i -> (due[i + 1] - due[i]) / 1e6);

        double mean = Arrays.stream(gaps).average().orElseThrow();
        double shortOnes = Arrays.stream(gaps).filter(gap -> gap < 0.1).count();

        assertThat(mean).isBetween(0.99, 1.01);
        // One in ten is shorter than a tenth of the mean: 1 - e^-0.1.
        assertThat(shortOnes / gaps.length).isBetween(0.08, 0.11);
    }
}
