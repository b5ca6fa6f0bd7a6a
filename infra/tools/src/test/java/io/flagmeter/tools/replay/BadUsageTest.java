package io.flagmeter.tools.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BadUsageTest {
    @TempDir Path directory;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            textBlock =
                    """
                    --batch=0        | --batch must be from 1 to 1000, not 0
                    --batch=1001     | --batch must be from 1 to 1000, not 1001
                    --batch=many     | Invalid value for option '--batch': 'many' is not an int
                    --concurrency=0  | --concurrency must be from 1 to 256, not 0
                    --timeout=-1     | --timeout must be 0 seconds or more
                    --speed=0        | '0' is neither max nor a factor above 0, such as 1 or 60
                    --times=later    | Invalid value for option '--times': expected one of
                    --tenant=a,b     | --tenant must be 1 to 128 characters of [A-Za-z0-9._:/@-]
                    --url=localhost  | --url must be like http://localhost:8080, not localhost
                    --url=ftp://a    | --url must be like http://localhost:8080, not ftp://a
                    --nonsense       | 'replay' takes no '--nonsense'
                    """)
    void isOneSentenceAndStatusTwo(String option, String message) {
        try (FakeMeter meter = new FakeMeter()) {
            Path file = TestTraces.write(directory, "acme.csv", 3);
            ReplayRun run =
                    option.startsWith("--url")
                            ? ReplayRun.of(new FakeTime(), file, option)
                            : ReplayRun.against(meter, new FakeTime(), file, option);
            assertThat(run.exitCode()).isEqualTo(2);
            assertThat(run.err()).startsWith("flagmeter: " + message);
            assertThat(run.err().lines())
                    .singleElement()
                    .asString()
                    .endsWith("; see ./flagmeter replay --help.");
            assertThat(meter.requests()).isEmpty();
        }
    }

    @Test
    void aBadLastRowIsNamedAndNothingIsSent() {
        try (FakeMeter meter = new FakeMeter()) {
            String rows = TestTraces.HEADER + "2023-11-16 18:17:03,1,2\n".repeat(2_000);
            Path bad = TestTraces.write(directory, "bad.csv", rows + "2023-11-16 18:17:03,1,x");

            ReplayRun run = ReplayRun.against(meter, new FakeTime(), bad);
            assertThat(run.exitCode()).isEqualTo(2);
            assertThat(run.err().lines())
                    .singleElement()
                    .asString()
                    .startsWith(bad + ", line 2002, column GeneratedTokens: \"x\" is not");
            assertThat(meter.requests()).isEmpty();
        }
    }

    @Test
    void aMissingFileAndADirectoryAreNamed() {
        Path missing = directory.resolve("missing.csv");
        assertThat(ReplayRun.of(new FakeTime(), missing))
                .isEqualTo(new ReplayRun(2, "", missing + ": no such file%n".formatted()));
        assertThat(ReplayRun.of(new FakeTime(), directory).err())
                .isEqualTo(directory + ": is a directory, not a CSV file%n".formatted());
        assertThat(ReplayRun.of(new FakeTime()).err())
                .startsWith("flagmeter: Missing required parameter: 'FILE'");
    }

    @Test
    void theHelpExplainsTheComparison() {
        ReplayRun run = ReplayRun.of(new FakeTime(), "--help");
        assertThat(run.exitCode()).isZero();
        assertThat(run.out().replaceAll("\\s+", " "))
                .contains("give the replay a tenant of its own")
                .contains("Exit status: 0 equal")
                .doesNotContain("null");
    }
}
