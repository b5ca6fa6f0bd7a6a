package io.flagmeter.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TableTest {

    @Test
    void showsBothSidesOfARatioAndTheGoal() {
        var figures = new Figures();
        figures.put("worker.per_second", 81_000);
        figures.put("worker.copy_per_second", 120_000);
        figures.put("worker.ratio_to_copy", 0.675);

        assertThat(Table.of(figures))
                .contains(
                        "worker events/s; bare COPY                   81,000    120,000    68 %"
                                + "  80,000; 60 %");
    }

    @Test
    void saysNothingOfWhatWasNotMeasured() {
        var figures = new Figures();
        figures.put("usage.p99_ms", 4.5);

        assertThat(Table.of(figures)).hasSize(2).last().asString().contains("4.50", "5");
    }

    @Test
    void aRefusedEventIsNotHiddenBehindASpeed() {
        var figures = new Figures();
        figures.put("single.per_second", 90_000);
        figures.put("single.refused", 12L);

        assertThat(Table.of(figures)).anyMatch(line -> line.startsWith("refused, single"));
    }
}
