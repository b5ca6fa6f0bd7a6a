package io.flagmeter.systemtest.coolify;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The compose file and docs/deploy-coolify.md against what Coolify makes of them. */
class CoolifyTest {

    private static final Path ROOT = Path.of("../../..");
    private static final Path GUIDE = ROOT.resolve("docs/deploy-coolify.md");
    private static final Pattern VARIABLE = Pattern.compile("`([A-Z][A-Z0-9_]+)`");
    private static final Render RENDER =
            new Render(ROOT.resolve("docker-compose.yml"), Path.of("/data/coolify/applications"));

    @ParameterizedTest
    @ValueSource(strings = {"VALKEY_URL", "DATABASE_URL"})
    void previewFindsItsOwnServersAndNotProductions(String url) throws Exception {
        Application application = RENDER.production();
        Map<String, Map<String, Object>> services = parsed(application, Render.PULL_REQUEST);

        Set<String> hosts = hosts(application, services, url);

        assertThat(hosts).isNotEmpty().allMatch(services::containsKey);
    }

    @ParameterizedTest
    @ValueSource(strings = {"VALKEY_URL", "DATABASE_URL"})
    void productionFindsItsServersToo(String url) throws Exception {
        Application application = RENDER.production();
        Map<String, Map<String, Object>> services = parsed(application, 0);

        assertThat(hosts(application, services, url)).isNotEmpty().allMatch(services::containsKey);
    }

    @Test
    void branchThatIsAnApplicationOfItsOwnSharesNothingThatIsBuiltStoredOrPublished()
            throws Exception {
        assertThat(names(RENDER.branch())).doesNotContainAnyElementsOf(names(RENDER.production()));
    }

    @Test
    void requiredVariablesAreEmptyUntilSomebodySetsThem() throws Exception {
        // It is the first mention that counts, and any may become that.
        assertThat(Files.readString(ROOT.resolve("docker-compose.yml")))
                .contains(":?}")
                .doesNotContainPattern("\\$\\{\\w+:\\?[^}]");
        Application production = RENDER.production();
        var untouched = new Variables(Map.of(), Map.of());
        new Parser(with(production, untouched), 0, "1").parse();

        assertThat(untouched.of(0))
                .containsEntry("POSTGRES_PASSWORD", "")
                .containsEntry("FLAGMETER_ADMIN_KEY", "");
    }

    @Test
    void guideListsTheVariablesThatCoolifyFindsAndThoseToAdd() throws Exception {
        var untouched = new Variables(Map.of(), Map.of());
        new Parser(with(RENDER.production(), untouched), 0, "1").parse();

        assertThat(untouched.of(0).keySet()).containsAll(guide("### Found by Coolify"));
        assertThat(guide("### To be added"))
                .isNotEmpty()
                .doesNotContainAnyElementsOf(untouched.of(0).keySet());
    }

    @Test
    void containerThatEndsIsNoFailureToCoolify() throws Exception {
        Map<String, Map<String, Object>> services = parsed(RENDER.production(), 0);
        Set<String> oneShots = new HashSet<>();
        for (Map<String, Object> service : services.values()) {
            if (service.get("depends_on") instanceof Map<?, ?> conditions) {
                conditions.forEach(
                        (name, when) -> {
                            if (when.toString().contains("service_completed_successfully")) {
                                oneShots.add((String) name);
                            }
                        });
            }
        }

        assertThat(oneShots)
                .isNotEmpty()
                .allSatisfy(name -> assertThat(services.get(name)).containsEntry("restart", "no"));
    }

    @Test
    void dockerfilesRefuseTheSecretsThatCoolifyWouldInject() throws Exception {
        for (Map<String, Object> service : parsed(RENDER.production(), 0).values()) {
            if (service.get("build") != null) {
                assertThat(Files.readAllLines(dockerfile(service.get("build"))))
                        .as(service.get("container_name").toString())
                        .startsWith("# check=error=true");
            }
        }
    }

    private static Path dockerfile(Object build) {
        if (build instanceof Map<?, ?> parts) {
            String name = References.resolve((String) parts.get("dockerfile"), Map.of());
            return ROOT.resolve(name);
        }
        return ROOT.resolve((String) build).resolve("Dockerfile");
    }

    private static Application with(Application application, Variables variables) {
        return new Application(
                application.uuid(),
                application.branch(),
                application.folder(),
                variables,
                application.file(),
                application.domains());
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Map<String, Object>> parsed(Application application, int number) {
        Map<String, Object> parsed = new Parser(application, number, "1").parse();
        return (Map<String, Map<String, Object>>) parsed.get("services");
    }

    private static Set<String> hosts(
            Application application, Map<String, Map<String, Object>> services, String url) {
        boolean preview = services.keySet().stream().allMatch(name -> name.contains("-pr-"));
        Map<String, String> variables = application.environment(preview ? Render.PULL_REQUEST : 0);
        return services.values().stream()
                .map(service -> ((Map<?, ?>) service.get("environment")).get(url))
                .filter(String.class::isInstance)
                .map(value -> URI.create(References.resolve((String) value, variables)).getHost())
                .collect(Collectors.toSet());
    }

    /** What two deployments on one server must not have in common. */
    private static Set<String> names(Application application) {
        Map<String, Object> file = new Parser(application, 0, "1").parse();
        Map<String, String> variables = application.environment(0);
        var names = new HashSet<>(((Map<String, ?>) volumes(file)).keySet());
        for (Map<String, Object> service : parsed(application, 0).values()) {
            names.add((String) service.get("container_name"));
            if (service.get("build") != null) {
                names.add(References.resolve((String) service.get("image"), variables));
            }
        }
        names.addAll(application.networks(0));
        names.add(variables.get("FLAGMETER_LISTEN"));
        return names;
    }

    @SuppressWarnings("unchecked")
    private static Map<String, ?> volumes(Map<String, Object> file) {
        return new LinkedHashMap<>((Map<String, ?>) file.get("volumes"));
    }

    /** The variables that a table of the guide names in its first column. */
    private static Set<String> guide(String heading) throws IOException {
        String text = Files.readString(GUIDE);
        int from = text.indexOf(heading);
        assertThat(from).as(heading).isPositive();
        int to = text.indexOf("\n#", from + heading.length());
        return text.substring(from, to)
                .lines()
                .filter(line -> line.startsWith("| `"))
                .map(line -> line.split("\\|", 3)[1])
                .flatMap(cell -> VARIABLE.matcher(cell).results().map(found -> found.group(1)))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
