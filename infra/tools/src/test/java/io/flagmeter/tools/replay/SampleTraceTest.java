package io.flagmeter.tools.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

/** The sums were taken with awk and with Python's csv module, not with this code. */
class SampleTraceTest {
    @Test
    void theAzureSampleHasItsSums() throws Exception {
        Trace trace = TraceReader.read(TestTraces.SAMPLE);

        assertThat(trace.rows()).hasSize(8_819);
        assertThat(trace.tokens()).isEqualTo(18_305_870);
        assertThat(trace.rows().getFirst())
                .isEqualTo(new TraceRow(1, Instant.parse("2023-11-16T18:17:03.979960Z"), 4_818));
        assertThat(trace.rows().getLast())
                .isEqualTo(new TraceRow(8_819, Instant.parse("2023-11-16T19:14:19.928016Z"), 722));
    }

    @Test
    void theAzureSamplesBytesAreAsPublished() throws Exception {
        assertThat(TraceReader.read(TestTraces.SAMPLE).fingerprint()).isEqualTo("54e9a6d2a4bd06ba");
    }
}
