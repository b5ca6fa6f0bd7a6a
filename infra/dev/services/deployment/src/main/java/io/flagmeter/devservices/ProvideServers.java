package io.flagmeter.devservices;

import io.flagmeter.embedded.EmbeddedPostgres;
import io.flagmeter.embedded.EmbeddedValkey;
import io.flagmeter.embedded.StackDirectory;
import io.quarkus.deployment.Capabilities;
import io.quarkus.deployment.Capability;
import io.quarkus.deployment.IsDevServicesSupportedByLaunchMode;
import io.quarkus.deployment.annotations.BuildProducer;
import io.quarkus.deployment.annotations.BuildStep;
import io.quarkus.deployment.annotations.BuildSteps;
import io.quarkus.deployment.builditem.DevServicesResultBuildItem;
import io.quarkus.deployment.builditem.LaunchModeBuildItem;
import io.quarkus.deployment.dev.devservices.DevServicesConfig;
import io.quarkus.deployment.pkg.builditem.OutputTargetBuildItem;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.configuration.ConfigUtils;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Gives an application that uses PostgreSQL or Valkey and was not told where they are the embedded
 * ones. Tests get fresh ones; in dev mode all services share those in {@code .flagmeter/dev} of the
 * project, see {@link SharedServer}.
 */
@BuildSteps(onlyIf = {IsDevServicesSupportedByLaunchMode.class, DevServicesConfig.Enabled.class})
class ProvideServers {

    @BuildStep
    void providePostgres(
            Capabilities capabilities,
            LaunchModeBuildItem mode,
            OutputTargetBuildItem target,
            BuildProducer<DevServicesResultBuildItem> services) {
        if (capabilities.isMissing(Capability.AGROAL)
                || isAnySet("DATABASE_URL", "quarkus.datasource.jdbc.url")) {
            return;
        }
        services.produce(
                service(
                        "postgres",
                        "A PostgreSQL without a container",
                        starting("postgres", postgresFor(mode), mode, target),
                        Map.of(
                                "quarkus.datasource.jdbc.url", ProvideServers::jdbcUrl,
                                "quarkus.datasource.username", service -> user(service)[0],
                                "quarkus.datasource.password", service -> user(service)[1])));
    }

    @BuildStep
    void provideValkey(
            Capabilities capabilities,
            LaunchModeBuildItem mode,
            OutputTargetBuildItem target,
            BuildProducer<DevServicesResultBuildItem> services) {
        if (capabilities.isMissing(Capability.REDIS_CLIENT)
                || isAnySet("VALKEY_URL", "quarkus.redis.hosts")) {
            return;
        }
        services.produce(
                service(
                        "valkey",
                        "A Valkey without a container",
                        starting("valkey", EmbeddedValkey::start, mode, target),
                        Map.of("quarkus.redis.hosts", ServerDevService::getConnectionInfo)));
    }

    private static DevServicesResultBuildItem service(
            String name,
            String description,
            Supplier<ServerDevService> starting,
            Map<String, Function<ServerDevService, String>> configuration) {
        return DevServicesResultBuildItem.owned()
                .feature("flagmeter-" + name)
                .description(description)
                // A constant: no change of the application's code or configuration restarts it.
                .serviceConfig(name)
                .startable(starting)
                .configProvider(configuration)
                .build();
    }

    /** Tests migrate by themselves, or test that it is done. */
    private static ServerDevService.Start postgresFor(LaunchModeBuildItem mode) {
        return mode.getLaunchMode() == LaunchMode.TEST ? EmbeddedPostgres::start : Schema::migrated;
    }

    private static Supplier<ServerDevService> starting(
            String name,
            ServerDevService.Start start,
            LaunchModeBuildItem mode,
            OutputTargetBuildItem target) {
        if (mode.getLaunchMode() == LaunchMode.TEST) {
            return () -> new TemporaryServer(start);
        }
        Path project = projectRoot(target.getOutputDirectory());
        var dir = new StackDirectory(project.resolve(".flagmeter").resolve("dev"));
        return () -> new SharedServer(start, dir, name);
    }

    /** Maven's own mark of the top of a project with several modules. */
    private static Path projectRoot(Path target) {
        return Stream.iterate(target.toAbsolutePath(), path -> path != null, Path::getParent)
                .filter(folder -> Files.isDirectory(folder.resolve(".mvn")))
                .findFirst()
                .orElse(target);
    }

    private static boolean isAnySet(String... properties) {
        return Stream.of(properties).anyMatch(ConfigUtils::isPropertyNonEmpty);
    }

    private static String jdbcUrl(ServerDevService service) {
        URI url = URI.create(service.getConnectionInfo());
        return "jdbc:%s://%s:%d%s"
                .formatted(url.getScheme(), url.getHost(), url.getPort(), url.getPath());
    }

    private static String[] user(ServerDevService service) {
        return URI.create(service.getConnectionInfo()).getUserInfo().split(":", 2);
    }
}
