package io.flagmeter.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ResourceUseTest {

    @Test
    void aNameWithBlanksAndBracketsDoesNotShiftTheFields() {
        String stat = "7 (a) b (c) S 1 7 7 0 -1 4194560 100 0 0 0 30 4 200 1000 20 0 1 0 0 0 0";

        assertThat(ResourceUse.ticks(stat)).isEqualTo(30 + 4 + 200 + 1000);
    }

    @Test
    void aProcessThatEndedMeanwhileTookNothing() {
        assertThat(ResourceUse.ticks("")).isZero();
        assertThat(ResourceUse.pss("")).isZero();
    }

    @Test
    void theShareOfAPageIsWhatCounts() {
        String rollup =
                """
                55d0-7ffd ---p 00000000 00:00 0    [rollup]
                Rss:              174932 kB
                Pss:              120001 kB
                Pss_Dirty:         90000 kB
                """;

        assertThat(ResourceUse.pss(rollup)).isEqualTo(120_001);
    }

    @Test
    void thisProcessIsSomewhere() {
        var self = ResourceUse.of(ProcessHandle.current());

        assertThat(self.residentBytes()).isPositive();
        assertThat(self.proportionalMegabytes()).isPositive();
        assertThat(self.cpuSeconds()).isPositive();
        assertThat(self.descriptors()).isPositive();
        assertThat(new OsProcess(ProcessHandle.current()).commandLine())
                .first()
                .asString()
                .contains("java");
    }
}
