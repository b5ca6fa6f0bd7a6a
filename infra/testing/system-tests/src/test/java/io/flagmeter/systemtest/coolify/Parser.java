package io.flagmeter.systemtest.coolify;

import io.flagmeter.systemtest.coolify.References.Reference;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What Coolify makes of a compose file before it gives it to Docker, after the function
 * applicationParser of its version 4.3.11. One rule of it is missing, as our file has no use for
 * it: variables that ask for a domain by their name.
 */
final class Parser {

    private static final List<String> TOP_LEVEL =
            List.of("services", "volumes", "networks", "configs", "secrets");

    private final Application application;
    private final int pullRequest;
    private final String started;
    private final Map<String, Object> volumes = new LinkedHashMap<>();

    Parser(Application application, int pullRequest, String started) {
        this.application = application;
        this.pullRequest = pullRequest;
        this.started = started;
    }

    Map<String, Object> parse() {
        listMagic();
        var parsed = new LinkedHashMap<String, Object>();
        map(application.file().get("volumes")).forEach(this::keepUnlessEmpty);
        var services = new LinkedHashMap<String, Object>();
        application
                .services()
                .forEach((name, service) -> services.put(suffixed(name), service(name, service)));
        var networks = new LinkedHashMap<>(map(application.file().get("networks")));
        for (String network : application.networks(pullRequest)) {
            networks.put(network, Map.of("name", network, "external", true));
        }
        for (String section : TOP_LEVEL) {
            Map<String, Object> content =
                    switch (section) {
                        case "services" -> services;
                        case "volumes" -> volumes;
                        case "networks" -> networks;
                        default -> map(application.file().get(section));
                    };
            if (!content.isEmpty()) {
                parsed.put(section, content);
            }
        }
        return parsed;
    }

    private void keepUnlessEmpty(String volume, Object definition) {
        if (definition != null) {
            volumes.put(volume, definition);
        }
    }

    /** Coolify makes a random value for each, and later puts the service's name over it. */
    private void listMagic() {
        for (Map<String, Object> service : application.services().values()) {
            for (Object value : environment(service).values()) {
                for (String name : References.magic(String.valueOf(value))) {
                    application.variables().firstOrCreate(name, "made-by-coolify");
                }
            }
        }
    }

    private Map<String, Object> service(String name, Map<String, Object> source) {
        String container = name + "-" + application.uuid() + "-" + instance();
        var service = new LinkedHashMap<>(source);
        service.remove("exclude_from_hc");
        service.put("container_name", container);
        service.putIfAbsent("restart", "unless-stopped");
        service.put("labels", new Labels(application, pullRequest).of(name, container, source));
        service.put("networks", networks(source));
        if (source.get("volumes") instanceof List<?> mounts) {
            service.put("volumes", mounts.stream().map(mount -> mount((String) mount)).toList());
        }
        if (source.containsKey("depends_on")) {
            var conditions = new LinkedHashMap<String, Object>();
            map(source.get("depends_on")).forEach((on, when) -> conditions.put(suffixed(on), when));
            service.put("depends_on", conditions);
        }
        var environment = new LinkedHashMap<>(environment(source));
        environment(source).forEach((key, value) -> list(key, value, environment));
        environment.put("COOLIFY_BRANCH", '"' + branch() + '"');
        environment.put("COOLIFY_RESOURCE_UUID", application.uuid());
        environment.put("COOLIFY_CONTAINER_NAME", container);
        environment.putAll(application.serviceNames(pullRequest));
        service.put("environment", environment);
        // Every variable to every container.
        service.put("env_file", List.of(".env"));
        return service;
    }

    private String instance() {
        return pullRequest == 0 ? started : "pr-" + pullRequest;
    }

    private String branch() {
        return pullRequest == 0 ? application.branch() : "pull/" + pullRequest + "/head";
    }

    /**
     * A value that is a reference makes a variable, and the variable's value is written into the
     * file.
     */
    private void list(String key, Object value, Map<String, Object> environment) {
        if (!(value instanceof String text) || !text.startsWith("${")) {
            return;
        }
        Reference reference = References.in(text).getFirst();
        if (reference.operator().isEmpty() && reference.name().equals(key)) {
            application.variables().firstOrCreate(key, "");
            return;
        }
        var variables = application.variables();
        environment.put(
                reference.name(), variables.firstOrCreate(reference.name(), reference.fallback()));
        for (Reference nested : References.in(reference.fallback())) {
            environment.put(
                    nested.name(), variables.firstOrCreate(nested.name(), nested.fallback()));
        }
    }

    /** Arguments of a build count as environment. */
    private static Map<String, Object> environment(Map<String, Object> service) {
        var environment = new LinkedHashMap<>(map(service.get("environment")));
        if (service.get("build") instanceof Map<?, ?> build) {
            environment.putAll(map(build.get("args")));
        }
        return environment;
    }

    private Map<String, Object> networks(Map<String, Object> service) {
        var networks = new LinkedHashMap<String, Object>();
        if (service.get("networks") instanceof List<?> names) {
            names.forEach(name -> networks.put((String) name, null));
        } else {
            networks.putAll(map(service.get("networks")));
        }
        application.networks(pullRequest).forEach(network -> networks.put(network, null));
        return networks;
    }

    private String mount(String text) {
        var parts = new ArrayList<>(List.of(text.split(":")));
        String source = parts.getFirst();
        if (List.of("/var/run/docker.sock", "/tmp").contains(source)) {
            return text;
        }
        if (source.startsWith(".")) {
            parts.set(0, suffixed(application.folder() + source.substring(1)));
        } else {
            String volume = suffixed(application.uuid() + "_" + source);
            volumes.put(volume, Map.of("name", volume));
            parts.set(0, volume);
        }
        return String.join(":", parts);
    }

    private String suffixed(String name) {
        return Application.suffixed(name, pullRequest);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(Object value) {
        return value == null ? Map.of() : (Map<String, Object>) value;
    }
}
