package io.flagmeter.tools.replay;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;

/** Traces and options for tests. */
final class TestTraces {
    static final String HEADER = "TIMESTAMP,ContextTokens,GeneratedTokens\n";
    static final Path SAMPLE =
            Path.of("../load-test/src/test/resources/azure-llm-code-2023/azure-llm-code-2023.csv");

    private TestTraces() {}

    /** Rows a minute apart with 101, 102, … tokens. */
    static Path write(Path directory, String name, int rows) {
        StringBuilder text = new StringBuilder(HEADER);
        for (int i = 1; i <= rows; i++) {
            Instant time = Instant.parse("2023-11-16T18:00:00Z").plus(Duration.ofMinutes(i));
            text.append("%s,100,%d%n".formatted(time, i));
        }
        return write(directory, name, text.toString());
    }

    static Path write(Path directory, String name, String text) {
        try {
            return Files.writeString(directory.resolve(name), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A trace whose rows lie the given seconds after its first. */
    static Trace at(long... seconds) {
        Instant first = Instant.parse("2023-11-16T18:00:00Z");
        List<TraceRow> rows =
                IntStream.range(0, seconds.length)
                        .mapToObj(i -> new TraceRow(i + 1, first.plusSeconds(seconds[i]), 10))
                        .toList();
        return new Trace("f00d", rows);
    }

    static ReplayOptions options(Times times, String speed) {
        return new ReplayOptions(
                new Target("acme", "code"),
                times,
                Speed.of(speed),
                500,
                4,
                Duration.ofSeconds(120));
    }
}
