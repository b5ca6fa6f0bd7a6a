package io.flagmeter.worker.citus;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the services say to the distributed tables, which no Citus is there to refuse. */
class StatementsTest {

    private static final Pattern DISTRIBUTED =
            Pattern.compile("(FROM|JOIN|INTO|UPDATE|COPY|TABLE)\\s+(events|rollups)\\b");

    /** A new one is held against the limits in docs/scale-out.md before it is added here. */
    @Test
    void everyStatementAboutDistributedTablesIsAKnownOne() {
        Map<String, Long> found =
                Stream.of("ingest-api", "rollup-worker", "alerting", "shared-model")
                        .flatMap(StatementsTest::sources)
                        .flatMap(StatementsTest::mentions)
                        .collect(groupingBy(mention -> mention, TreeMap::new, counting()));

        assertThat(found)
                .isEqualTo(
                        Map.ofEntries(
                                Map.entry("CopyRows: COPY events", 1L),
                                Map.entry("RawLog: FROM events", 1L),
                                Map.entry("RawLog: JOIN events", 1L),
                                Map.entry("ReadEvents: FROM events", 1L),
                                Map.entry("ReadEvents: FROM rollups", 1L),
                                Map.entry("ReadSeries: FROM rollups", 1L),
                                Map.entry("RecountPeriods: FROM rollups", 2L),
                                Map.entry("RecountPeriods: JOIN rollups", 1L),
                                Map.entry("Totals: INTO rollups", 1L),
                                Map.entry("UsageRows: FROM events", 1L),
                                Map.entry("UsageRows: FROM rollups", 2L),
                                Map.entry("UsageRows: INTO rollups", 1L),
                                Map.entry("UsageRows: UPDATE rollups", 1L)));
    }

    private static Stream<Path> sources(String module) {
        try (Stream<Path> files = Files.walk(Path.of("..", module, "src/main/java"))) {
            return files.filter(file -> file.toString().endsWith(".java")).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<String> mentions(Path source) {
        try {
            String type = source.getFileName().toString().replace(".java", "");
            return DISTRIBUTED
                    .matcher(Files.readString(source))
                    .results()
                    .map(hit -> "%s: %s %s".formatted(type, hit.group(1), hit.group(2)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
