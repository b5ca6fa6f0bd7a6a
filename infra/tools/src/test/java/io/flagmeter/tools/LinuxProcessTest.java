package io.flagmeter.tools;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LinuxProcessTest {

    @Test
    void aNameWithBlanksAndBracketsDoesNotShiftTheFields() {
        String stat = "7 (a) b (c) S 1 7 7 0 -1 4194560 100 0 0 0 30 4 200 1000 20 0 1 0 0 0 0";

        assertThat(LinuxProcess.ticks(stat)).isEqualTo(30 + 4 + 200 + 1000);
    }

    @Test
    void aProcessThatEndedMeanwhileTookNothing() {
        assertThat(LinuxProcess.ticks("")).isZero();
        assertThat(LinuxProcess.pss("")).isZero();
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

        assertThat(LinuxProcess.pss(rollup)).isEqualTo(120_001);
    }

    @Test
    void thisProcessIsSomewhere() throws Exception {
        var self = new LinuxProcess(ProcessHandle.current());

        assertThat(self.residentMegabytes()).isPositive();
        assertThat(self.cpuSeconds()).isPositive();
        assertThat(self.commandLine()).first().asString().contains("java");
    }
}
