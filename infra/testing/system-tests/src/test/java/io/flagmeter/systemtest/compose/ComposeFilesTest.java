package io.flagmeter.systemtest.compose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** What every container of the compose files must have, and what development must not take. */
class ComposeFilesTest {

    private static final Path ROOT = Path.of("../../..");
    private static final String PRODUCTION = "docker-compose.yml";
    private static final String DEVELOPMENT = "infra/docker/dev.yml";
    private static final Pattern EXACT_VERSION = Pattern.compile("[^$]+:v?\\d+\\.\\d+.*");

    /** Of Compose alone, which says how two files become one. */
    private static final Pattern TAG = Pattern.compile("!(?:override|reset)");

    @ParameterizedTest
    @ValueSource(strings = {PRODUCTION, "compose.dev.yml"})
    void everyContainerIsBoundAndHasNoCapabilityToSpare(String file) throws IOException {
        assertThat(services(file).values())
                .allSatisfy(
                        service ->
                                assertThat(service)
                                        .contains(entry("cap_drop", List.of("ALL")))
                                        .contains(
                                                entry(
                                                        "security_opt",
                                                        List.of("no-new-privileges:true")))
                                        .contains(entry("read_only", true))
                                        .containsKeys("pids_limit", "mem_limit"));
    }

    @Test
    void onlyWhatAnEntrypointNeedsIsGivenBack() throws IOException {
        var added = new TreeMap<String, Object>();
        services(PRODUCTION)
                .forEach(
                        (name, service) -> {
                            if (service.containsKey("cap_add")) {
                                added.put(name, service.get("cap_add"));
                            }
                        });

        assertThat(added)
                .containsOnly(
                        entry("alloy", List.of("DAC_OVERRIDE")),
                        entry(
                                "postgres",
                                List.of("CHOWN", "DAC_READ_SEARCH", "FOWNER", "SETGID", "SETUID")),
                        entry("valkey", List.of("CHOWN", "DAC_READ_SEARCH", "SETGID", "SETUID")));
    }

    @ParameterizedTest
    @ValueSource(strings = {PRODUCTION, "compose.dev.yml"})
    void imagesOfOthersHaveAnExactVersion(String file) throws IOException {
        assertThat(services(file).values())
                .filteredOn(service -> !service.containsKey("build"))
                .isNotEmpty()
                .allSatisfy(service -> assertThat(image(service)).matches(EXACT_VERSION));
    }

    @Test
    void memoryLimitsSumToOneGigabyteAndToTwoWithObservability() throws IOException {
        assertThat(megabytes(service -> !service.containsKey("profiles"))).isEqualTo(1024);
        assertThat(megabytes(service -> true)).isEqualTo(2048);
    }

    @Test
    void everyDoorHasASecretOfItsOwn() throws IOException {
        assertThat(usersOf("FLAGMETER_ADMIN_KEY")).containsExactly("ingest-api");
        assertThat(usersOf("FLAGMETER_METRICS_KEY")).containsExactly("ingest-api", "prometheus");
        assertThat(usersOf("GRAFANA_ADMIN_PASSWORD")).containsExactly("grafana-reader", "grafana");
        assertThat(usersOf("FLAGMETER_READER_PASSWORD"))
                .containsExactly("grafana-reader", "grafana");
    }

    @Test
    void developmentTakesNoVariableOfProduction() throws IOException {
        Map<String, Map<String, Object>> development = services(DEVELOPMENT);

        assertThat(Files.readString(ROOT.resolve(DEVELOPMENT))).doesNotContain("${");
        services(PRODUCTION)
                .forEach(
                        (name, service) ->
                                assertThat(development.get(name).keySet())
                                        .as(name)
                                        .containsAll(keysWithVariables(service)));
    }

    @Test
    void developmentListensOnThisMachineOnly() throws IOException {
        assertThat(services(DEVELOPMENT).values())
                .flatExtracting(service -> (List<?>) service.getOrDefault("ports", List.of()))
                .hasSize(8)
                .allMatch(port -> port.toString().startsWith("127.0.0.1:"));
    }

    private static List<String> keysWithVariables(Map<String, Object> service) {
        return service.entrySet().stream()
                .filter(it -> it.getValue().toString().contains("${"))
                // The project's own name.
                .filter(it -> !it.getValue().toString().contains("${COMPOSE_PROJECT_NAME}"))
                .map(Map.Entry::getKey)
                .toList();
    }

    private static List<String> usersOf(String variable) throws IOException {
        return services(PRODUCTION).entrySet().stream()
                .filter(service -> service.getValue().toString().contains("${" + variable))
                .map(Map.Entry::getKey)
                .toList();
    }

    private static int megabytes(Predicate<Map<String, Object>> which) throws IOException {
        return services(PRODUCTION).values().stream()
                .filter(which)
                .mapToInt(it -> Integer.parseInt(it.get("mem_limit").toString().replace("m", "")))
                .sum();
    }

    private static String image(Map<String, Object> service) {
        return service.get("image").toString();
    }

    private static Map<String, Map<String, Object>> services(String file) throws IOException {
        String text = TAG.matcher(Files.readString(ROOT.resolve(file))).replaceAll("");
        Map<String, Map<String, Map<String, Object>>> parsed =
                new Yaml(new SafeConstructor(new LoaderOptions())).load(text);
        return parsed.get("services");
    }
}
