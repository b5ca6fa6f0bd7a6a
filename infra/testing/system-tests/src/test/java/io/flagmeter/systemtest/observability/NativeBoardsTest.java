package io.flagmeter.systemtest.observability;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Native programs have fewer metrics than a JVM; no panel may be empty of them without a word. */
class NativeBoardsTest {

    private static final Path BOARDS = Path.of("../../grafana/dashboards");
    private static final Pattern JVM_ONLY =
            Pattern.compile("jvm_(?:gc_pause|buffer|memory_max|classes|compilation)_\\w+");

    @Test
    void aPanelThatOnlyAJvmFillsSaysSo() throws IOException {
        var silent = new ArrayList<String>();
        for (JsonNode panel : panels()) {
            List<String> queries = panel.get("targets").findValuesAsText("expr");
            boolean onlyJvm =
                    !queries.isEmpty()
                            && queries.stream().allMatch(it -> JVM_ONLY.matcher(it).find());
            if (onlyJvm && !panel.at("/fieldConfig/defaults").has("noValue")) {
                silent.add(panel.get("title").asText());
            }
        }

        assertThat(silent).isEmpty();
    }

    private static List<JsonNode> panels() throws IOException {
        var panels = new ArrayList<JsonNode>();
        try (var files = Files.list(BOARDS)) {
            for (Path file : files.toList()) {
                new ObjectMapper()
                        .readTree(Files.readString(file))
                        .get("panels")
                        .forEach(panels::add);
            }
        }
        return panels;
    }
}
