package io.flagmeter.tools.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagmeter.tools.CommandLines;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChaosCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    /** A seed quoted in a bug report must still mean the same next year. */
    @Test
    void aSeedMeansTheSameForEver() {
        assertThat(run("--plan", "--seed=7", "--kills=5")).isZero();
        assertThat(out.toString())
                .isEqualTo(
                        """
                        after  320 ms  SIGKILL second-worker, away for 1.1 s
                        after  964 ms  SIGSTOP second-worker for 2.7 s
                        after  246 ms  SIGSTOP alerting for 2.5 s
                        after  719 ms  SIGSTOP alerting for 3.3 s
                        after 1407 ms  SIGSTOP valkey for 2.3 s
                        """);
    }

    @Test
    void aSoakHasAFaultAMinuteAndNoneAtItsEnd() {
        assertThat(run("--plan", "--soak=60m")).isZero();

        assertThat(out.toString().lines()).hasSize(59);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            textBlock =
                    """
                    --kills=0       | --kills must be from 1 to 100000, not 0
                    --kills=many    | Invalid value for option '--kills': 'many' is not an int
                    --seed=x        | Invalid value for option '--seed': 'x' is not a long
                    --clients=0     | --clients must be from 1 to 64, not 0
                    --rate=0        | --rate must be from 1 to 100000, not 0
                    --tenants=0     | --tenants must be from 1 to 10000, not 0
                    --features=101  | --features must be from 1 to 100, not 101
                    --down-time=-1  | --down-time must be from 0 to 600, not -1
                    --soak=1d       | --soak must be like 90s, 60m or 2h, not '1d'
                    --soak=30s      | --soak must be from 1m to 48h
                    --soak=1m --every=61 | --every must be from 5 to the length of the soak
                    --soak=1m --growth=0 | --growth must be from 1 to 100
                    --nonsense      | 'chaos' takes no '--nonsense'
                    """)
    void badUsageIsOneSentenceAndStatusTwo(String options, String message) {
        assertThat(run(options.split(" "))).isEqualTo(2);
        assertThat(err.toString()).startsWith("flagmeter: " + message);
        assertThat(err.toString().lines())
                .singleElement()
                .asString()
                .endsWith("; see ./flagmeter chaos --help.");
        assertThat(out.toString()).isEmpty();
    }

    private int run(String... words) {
        return CommandLines.of(new ChaosCommand(Path.of(".")))
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err, true))
                .execute(words);
    }
}
