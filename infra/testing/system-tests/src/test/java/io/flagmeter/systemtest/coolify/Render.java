package io.flagmeter.systemtest.coolify;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * Writes what Coolify would give to Docker for three deployments of a compose file on one server:
 * production, a preview of it, and another branch as an application of its own. {@code
 * infra/coolify/walk} brings them up.
 */
final class Render {

    static final int PULL_REQUEST = 7;

    private final Path compose;
    private final Path folder;

    Render(Path compose, Path folder) {
        this.compose = compose;
        this.folder = folder;
    }

    public static void main(String[] arguments) throws IOException {
        var render = new Render(Path.of(arguments[0]), Path.of(arguments[1]).toAbsolutePath());
        Application production = render.production();
        render.write("production", production, 0);
        render.write("preview", production, PULL_REQUEST);
        render.write("branch", render.branch(), 0);
    }

    /** With what docs/deploy-coolify.md says to set. */
    Application production() throws IOException {
        var variables =
                new Variables(
                        variables("p", "127.0.0.1:18090", "0.1.0"),
                        variables("p", "127.0.0.1:18097", "preview"));
        return application("meterprod", "main", variables);
    }

    Application branch() throws IOException {
        var variables = variables("n", "127.0.0.1:18098", "next");
        return application("meternext", "next", new Variables(variables, Map.of()));
    }

    private static Map<String, String> variables(String secret, String listen, String version) {
        return Map.of(
                "POSTGRES_PASSWORD",
                secret.repeat(24),
                "FLAGMETER_ADMIN_KEY",
                secret + "-0123456789-abcdef",
                "FLAGMETER_LISTEN",
                listen,
                "FLAGMETER_VERSION",
                version);
    }

    private Application application(String uuid, String branch, Variables variables)
            throws IOException {
        var yaml = new Yaml(new SafeConstructor(new LoaderOptions()));
        try (Reader text = Files.newBufferedReader(compose)) {
            return new Application(
                    uuid,
                    branch,
                    folder.resolve(uuid).toString(),
                    variables,
                    yaml.load(text),
                    Map.of("ingest-api", "https://" + branch + ".meter.example.com:8080"));
        }
    }

    private void write(String name, Application application, int pullRequest) throws IOException {
        Map<String, Object> parsed = new Parser(application, pullRequest, "120000000000").parse();
        var options = new DumperOptions();
        options.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
        Path target = Files.createDirectories(folder.resolve(name));
        Files.writeString(target.resolve("docker-compose.yml"), new Yaml(options).dump(parsed));
        Map<String, String> environment = application.environment(pullRequest);
        Files.write(target.resolve(".env"), lines(environment, "%s=%s"));
        Files.write(target.resolve("build.env"), lines(environment, "%s=\"%s\""));
        Files.write(target.resolve("build.args"), application.variables().of(pullRequest).keySet());
    }

    private static List<String> lines(Map<String, String> environment, String form) {
        return environment.entrySet().stream()
                .map(line -> form.formatted(line.getKey(), line.getValue()))
                .collect(Collectors.toList());
    }
}
