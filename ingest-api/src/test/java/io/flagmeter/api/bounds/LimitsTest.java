package io.flagmeter.api.bounds;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.flagmeter.api.Api;
import io.flagmeter.api.openapi.ApiDescription;
import io.quarkus.runtime.configuration.DurationConverter;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the server says of its bounds is what the README and the API's description say. */
@QuarkusTest
class LimitsTest {

    private static final Path README = Path.of("../README.md");

    /** What variables that share their beginning begin with. */
    private static final Pattern GROUP = Pattern.compile("FLAGMETER_(DEAD_LETTERS|[A-Z]+)");

    private static Map<String, Map<String, Object>> limits() {
        return Api.get("/limits").statusCode(200).extract().jsonPath().getMap("limits");
    }

    private static long most(String name) {
        return ((Number) limits().get(name).get("most")).longValue();
    }

    @Test
    void everyBoundThatCanBeSetIsTheDefaultOfTheReadme() throws Exception {
        Map<String, String> defaults = defaultsOfTheReadme();
        Map<String, Map<String, Object>> set =
                limits().entrySet().stream()
                        .filter(limit -> limit.getValue().get("setting") != null)
                        .collect(toMap(Map.Entry::getKey, Map.Entry::getValue));

        assertThat(set).hasSizeGreaterThan(10);
        set.forEach(
                (name, limit) ->
                        assertThat(((Number) limit.get("most")).longValue())
                                .as(name)
                                .isEqualTo(
                                        number(
                                                defaults.get((String) limit.get("setting")),
                                                limit.get("unit"))));
    }

    @Test
    void everySettingOfTheReadmeThatIsABoundIsTold() throws Exception {
        assertThat(limits().values().stream().map(limit -> limit.get("setting")))
                .containsAll(
                        defaultsOfTheReadme().keySet().stream()
                                .filter(name -> name.contains("_MAX"))
                                .toList());
    }

    /** By variable; a name such as …_MAX_AHEAD shares its beginning with the one before it. */
    private static Map<String, String> defaultsOfTheReadme() throws Exception {
        var defaults = new HashMap<String, String>();
        for (String line : Files.readAllLines(README)) {
            String[] cells = line.split("\\|");
            if (cells.length < 4 || !cells[1].contains("`FLAGMETER_")) {
                continue;
            }
            List<String> names = names(cells[1]);
            String[] values = cells[2].split(",");
            for (int i = 0; i < names.size(); i++) {
                String value = values[Math.min(i, values.length - 1)];
                defaults.put(names.get(i), value.replace("`", "").strip());
            }
        }
        assertThat(defaults).hasSizeGreaterThan(20);
        return defaults;
    }

    private static List<String> names(String cell) {
        var names = new ArrayList<String>();
        String group = "";
        for (String text : cell.split(",")) {
            String name = text.replace("`", "").strip();
            names.add(name.startsWith("…") ? group + name.substring(1) : name);
            Matcher own = GROUP.matcher(name);
            group = own.lookingAt() ? own.group() : group;
        }
        return names;
    }

    private static long number(String text, Object unit) {
        return unit.equals("milliseconds")
                ? DurationConverter.parseDuration(text).toMillis()
                : Long.parseLong(text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "batch           | up to 1,000 events                     | 1000",
                "body            | up to 1,000 events and 1 MiB           | 1048576",
                "name            | 1 to 128 of `A-Z a-z                   | 128",
                "id              | `id` (≤ 128 characters)                | 128",
                "tokens          | 0 to 10¹²                              | 1000000000000",
                "seriesPoints    | at most 1,000 points                   | 1000",
                "queryTenants    | up to 1,000 tenants                    | 1000",
                "ahead           | at most 5 minutes ahead and 48 h behind | 300000",
                "late            | at most 5 minutes ahead and 48 h behind | 172800000",
                "dedup           | once within 48 h                       | 172800000"
            })
    void readmeSaysTheSame(String name, String words, long most) throws Exception {
        assertThat(Files.readString(README).replaceAll("\\s+", " ")).contains(words);
        assertThat(most(name)).isEqualTo(most);
    }

    @ParameterizedTest
    @CsvSource({
        "name, Name, maxLength",
        "id, EventId, maxLength",
        "tokens, Tokens, maximum",
        "quota, Quota, maximum",
        "thresholds, Thresholds, maxItems",
        "threshold, Thresholds/items, maximum",
        "keyName, NewKey/properties/name, maxLength"
    })
    void descriptionSaysTheSameOfSchemas(String name, String schema, String keyword) {
        assertThat(told("#/components/schemas/" + schema, keyword)).isEqualTo(most(name));
    }

    @Test
    void descriptionSaysTheSameOfTheRest() {
        assertThat(told("#/components/parameters/Limit/schema", "maximum")).isEqualTo(most("page"));
        assertThat(told("#/components/schemas/Rotation/properties/overlapSeconds", "maximum"))
                .isEqualTo(most("keyOverlap") / 1_000);
        assertThat(told("#/components/schemas/Series/properties/points", "maxItems"))
                .isEqualTo(most("seriesPoints"));
        assertThat(told("#/components/schemas/UsageQuery/properties/tenants", "maxItems"))
                .isEqualTo(most("queryTenants"));
        for (String type : List.of("application~1json", "application~1cloudevents-batch+json")) {
            assertThat(
                            told(
                                    "#/paths/~1events~1batch/post/requestBody/content/%s/schema"
                                            .formatted(type),
                                    "maxItems"))
                    .isEqualTo(most("batch"));
        }
    }

    private static long told(String place, String keyword) {
        Object schema = new ApiDescription().document();
        for (String step : place.substring("#/".length()).split("/")) {
            schema = ((Map<?, ?>) schema).get(step.replace("~1", "/"));
        }
        return ((Number) ((Map<?, ?>) schema).get(keyword)).longValue();
    }

    @Test
    void boundsThatAreToldAreKept() {
        Api.isProblem(
                        Api.post("/events", "application/json", "x".repeat((int) most("body") + 1)),
                        413,
                        "body-too-large")
                .body("limit", equalTo((int) most("body")));
        Api.isProblem(
                Api.post("/tenants", "application/json", "x".repeat((int) most("adminBody") + 1)),
                413,
                "body-too-large");
        Api.isProblem(Api.get("/tenants?limit=" + (most("page") + 1)), 400, "invalid-parameter");
        Api.isProblem(
                Api.event(
                        "{\"tenant\":\"a\",\"feature\":\"f\",\"tokens\":%d}"
                                .formatted(most("tokens") + 1)),
                400,
                "invalid-event");
        String item = "{\"tenant\":\"\",\"feature\":\"f\",\"tokens\":1}";
        Api.isProblem(
                Api.post(
                        "/events/batch",
                        "application/json",
                        Stream.generate(() -> item).limit(most("batch") + 1).toList().toString()),
                413,
                "batch-too-long");
    }
}
