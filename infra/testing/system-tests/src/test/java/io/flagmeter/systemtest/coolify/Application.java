package io.flagmeter.systemtest.coolify;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** An application in Coolify, of the build pack Docker Compose. */
record Application(
        String uuid,
        String branch,
        String folder,
        Variables variables,
        Map<String, Object> file,
        Map<String, String> domains) {

    /**
     * The service's name in a preview of that pull request, or in production, which is number 0.
     */
    static String suffixed(String name, int pullRequest) {
        return pullRequest == 0 ? name : name + "-pr-" + pullRequest;
    }

    @SuppressWarnings("unchecked")
    Map<String, Map<String, Object>> services() {
        return (Map<String, Map<String, Object>>) file.get("services");
    }

    Map<String, String> serviceNames(int pullRequest) {
        var names = new LinkedHashMap<String, String>();
        for (String service : services().keySet()) {
            String key = service.replace('-', '_').toUpperCase(Locale.ROOT);
            names.put("SERVICE_NAME_" + key, suffixed(service, pullRequest));
        }
        return names;
    }

    /** The lines of {@code .env}, for interpolation and for every container. */
    Map<String, String> environment(int pullRequest) {
        var lines = new LinkedHashMap<>(serviceNames(pullRequest));
        variables.of(pullRequest).forEach((name, value) -> putUnlessMade(lines, name, value));
        if (pullRequest != 0 && !variables.of(pullRequest).isEmpty()) {
            variables.of(0).forEach(lines::putIfAbsent);
        }
        lines.putIfAbsent("HOST", "0.0.0.0");
        return lines;
    }

    private static void putUnlessMade(Map<String, String> lines, String name, String value) {
        if (!name.startsWith("SERVICE_NAME_")) {
            lines.put(name, value);
        }
    }

    Set<String> networks(int pullRequest) {
        return Set.of(pullRequest == 0 ? uuid : uuid + "-" + pullRequest);
    }
}
