package io.flagmeter.tools.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TraceReaderTest {
    @TempDir Path directory;

    @Test
    void windowsLineEndsAndAMissingLastOneAreRead() throws Exception {
        Trace trace =
                read(
                        "TIMESTAMP,ContextTokens,GeneratedTokens\r\n"
                                + "2023-11-16 18:17:03.9799600,4808,10\r\n"
                                + "2023-11-16 18:17:04.0319600,3180,8");
        assertThat(trace.rows())
                .containsExactly(
                        new TraceRow(1, Instant.parse("2023-11-16T18:17:03.979960Z"), 4818),
                        new TraceRow(2, Instant.parse("2023-11-16T18:17:04.031960Z"), 3188));
        assertThat(trace.tokens()).isEqualTo(8006);
    }

    @ParameterizedTest
    @CsvSource({
        "2024-05-10 00:00:00.009930+00:00, 2024-05-10T00:00:00.009930Z",
        "2024-05-10T02:00:00+02:00,        2024-05-10T00:00:00Z",
        "2024-05-10t00:00:00.5z,           2024-05-10T00:00:00.5Z",
        "2024-05-10 00:00:00,              2024-05-10T00:00:00Z"
    })
    void timesOfOtherTracesAreRead(String written, Instant meant) throws Exception {
        Trace trace = read(TestTraces.HEADER + written + ",1,2\n");
        assertThat(trace.rows().getFirst().time()).isEqualTo(meant);
    }

    @Test
    void columnsMayStandInAnyOrderAmongOthersAndBlankLinesAreSkipped() throws Exception {
        Trace trace =
                read(
                        "\uFEFFGeneratedTokens, Model,TIMESTAMP,ContextTokens\n\n"
                                + "1,gpt,2023-11-16 18:17:03,2\n\n"
                                + "3,gpt,2023-11-16 18:17:04,4\n\n");
        assertThat(trace.rows()).extracting(TraceRow::tokens).containsExactly(3L, 7L);
        assertThat(trace.rows()).extracting(TraceRow::number).containsExactly(1, 2);
    }

    @Test
    void rowsAreOrderedByTimeAndKeepTheirNumbers() throws Exception {
        Trace trace =
                read(TestTraces.HEADER + "2023-11-16T18:00:09Z,1,0\n2023-11-16T18:00:01Z,2,0\n");
        assertThat(trace.rows()).extracting(TraceRow::number).containsExactly(2, 1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    yesterday,1,2              | TIMESTAMP: "yesterday" is not a time like
                    2023-02-30 10:00:00,1,2    | TIMESTAMP: "2023-02-30 10:00:00" is not a time
                    ,1,2                       | TIMESTAMP: missing
                    2023-11-16 18:17:03        | ContextTokens: missing
                    2023-11-16 18:17:03,5      | GeneratedTokens: missing
                    2023-11-16 18:17:03,,5     | ContextTokens: missing
                    2023-11-16 18:17:03,1.5,2  | ContextTokens: "1.5" is not a whole number
                    2023-11-16 18:17:03,1,-2   | GeneratedTokens: "-2" is not a whole number
                    2023-11-16 18:17:03,1,2,3  | 4: 4 cells under a header of 3
                    2023-11-16 18:17:03,1,9999999999999 | GeneratedTokens: "9999999999999" is not
                    2023-11-16 18:17:03,1,1000000000000 | ContextTokens + GeneratedTokens: 10000000
                    """)
    void aBadRowIsNamedByFileLineAndColumn(String row, String problem) {
        Path file =
                TestTraces.write(
                        directory,
                        "bad.csv",
                        TestTraces.HEADER + "2023-11-16 18:17:03,1,2\n\n" + row + "\n");
        assertThatThrownBy(() -> TraceReader.read(file))
                .isInstanceOf(BadTraceException.class)
                .hasMessageStartingWith(file + ", line 4, column " + problem)
                .hasMessageNotContaining("\n");
    }

    @Test
    void aMissingColumnIsNamed() {
        Path file = TestTraces.write(directory, "bad.csv", "TIMESTAMP,ContextTokens\n1,2\n");
        assertThatThrownBy(() -> TraceReader.read(file))
                .hasMessage(file + ", line 1, column GeneratedTokens: missing from the header");
    }

    @Test
    void aTraceWithoutRowsIsRefused() {
        Path file = TestTraces.write(directory, "bad.csv", TestTraces.HEADER);
        assertThatThrownBy(() -> TraceReader.read(file))
                .hasMessage(file + ", line 2: no row follows the header");
    }

    @Test
    void theFingerprintIsTheBeginningOfTheSha256OfTheFile() throws Exception {
        // printf 'TIMESTAMP,ContextTokens,GeneratedTokens\n2023-11-16 18:17:03,1,2\n' | sha256sum
        assertThat(read(TestTraces.HEADER + "2023-11-16 18:17:03,1,2\n").fingerprint())
                .isEqualTo("016d306746557d1d");
    }

    private Trace read(String text) throws BadTraceException {
        return TraceReader.read(TestTraces.write(directory, "trace.csv", text));
    }
}
