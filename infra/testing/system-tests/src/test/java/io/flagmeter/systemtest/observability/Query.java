package io.flagmeter.systemtest.observability;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** One question that a board or a rule asks. */
record Query(String asker, Language language, String text) {

    enum Language {
        PROMQL,
        LOGQL,
        SQL
    }

    private static final Path INFRA = Path.of("../..");
    private static final Pattern RULE = Pattern.compile("- (record|alert): (\\S+)\\s+expr: (.+)");
    private static final ObjectMapper JSON = new ObjectMapper();

    static List<Query> ofBoards() throws IOException {
        var queries = new ArrayList<Query>();
        for (Path file : files("grafana/dashboards", ".json")) {
            JsonNode board = JSON.readTree(Files.readString(file));
            for (JsonNode panel : board.get("panels")) {
                String asker = file.getFileName() + ", " + panel.get("title").asText();
                panel.get("targets").forEach(target -> queries.add(of(asker, target)));
            }
        }
        return queries;
    }

    private static Query of(String asker, JsonNode target) {
        return switch (target.at("/datasource/uid").asText()) {
            case "prometheus" -> new Query(asker, Language.PROMQL, target.get("expr").asText());
            case "loki" -> new Query(asker, Language.LOGQL, target.get("expr").asText());
            case "postgres" -> new Query(asker, Language.SQL, target.get("rawSql").asText());
            default -> throw new IllegalStateException(asker + " asks nobody we know: " + target);
        };
    }

    static List<Query> ofRules() throws IOException {
        return rules().stream()
                .map(rule -> new Query("rule " + rule.group(2), Language.PROMQL, rule.group(3)))
                .toList();
    }

    /** The series that Prometheus records from these, with more labels than it leaves them. */
    static List<Sample> recorded(List<Sample> scraped) throws IOException {
        return rules().stream()
                .filter(rule -> rule.group(1).equals("record"))
                .flatMap(
                        rule -> {
                            Selector source = Selector.in(rule.group(3)).getFirst();
                            return scraped.stream()
                                    .filter(source::finds)
                                    .map(it -> new Sample(rule.group(2), it.labels()));
                        })
                .toList();
    }

    static List<String> alerts() throws IOException {
        return rules().stream()
                .filter(rule -> rule.group(1).equals("alert"))
                .map(rule -> rule.group(2))
                .toList();
    }

    private static List<MatchResult> rules() throws IOException {
        var rules = new ArrayList<MatchResult>();
        for (Path file : files("prometheus/rules", ".yml")) {
            RULE.matcher(Files.readString(file)).results().forEach(rules::add);
        }
        return rules;
    }

    private static List<Path> files(String folder, String ending) throws IOException {
        try (var files = Files.list(INFRA.resolve(folder))) {
            return files.filter(file -> file.toString().endsWith(ending)).sorted().toList();
        }
    }
}
