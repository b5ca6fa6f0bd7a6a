package io.flagmeter.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FiguresTest {

    @TempDir private Path folder;

    @Test
    void areOneFlatObjectInTheOrderOfMeasuring() throws Exception {
        var figures = new Figures();
        figures.put("single.per_second", 51_234.567);
        figures.put("single.ratio_to_noop", 0.612345);
        figures.put("openloop.events", 60_000L);
        figures.put("quick", "true");

        assertThat(figures.json())
                .isEqualTo(
                        """
                        {
                          "single.per_second" : 51230,
                          "single.ratio_to_noop" : 0.6123,
                          "openloop.events" : 60000,
                          "quick" : "true"
                        }
                        """);
    }

    @Test
    void whatCouldNotBeMeasuredIsLeftOut() {
        var figures = new Figures();
        figures.put("single.ratio_to_noop", 1.0 / 0);
        figures.put("openloop.p99_ms", Double.NaN);

        assertThat(figures.get("single.ratio_to_noop")).isEmpty();
        assertThat(figures.get("openloop.p99_ms")).isEmpty();
    }

    @Test
    void aFileIsReplacedWhole() throws Exception {
        Path file = folder.resolve("bench/latest.json");
        var figures = new Figures();
        figures.put("usage.p99_ms", 4.5);
        figures.write(file);
        figures.put("usage.p99_ms", 3.5);
        figures.write(file);

        JsonNode json = new ObjectMapper().readTree(Files.readString(file));
        assertThat(json.get("usage.p99_ms").asDouble()).isEqualTo(3.5);
        try (var files = Files.list(file.getParent())) {
            assertThat(files).containsExactly(file);
        }
    }
}
