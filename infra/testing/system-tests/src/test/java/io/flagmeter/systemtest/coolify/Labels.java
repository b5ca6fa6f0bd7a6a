package io.flagmeter.systemtest.coolify;

import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The labels that Coolify gives a container: to know it again, and for its proxy where it has a
 * domain.
 */
record Labels(Application application, int pullRequest) {

    private static final Pattern MIDDLEWARE =
            Pattern.compile("traefik\\.http\\.middlewares\\.([^.=]+)");

    List<String> of(String service, String container, Map<String, Object> source) {
        var labels = new ArrayList<String>();
        if (source.get("labels") instanceof Map<?, ?> own) {
            own.forEach((name, value) -> labels.add(name + "=" + value));
        }
        Set<String> middlewares = middlewares(labels);
        labels.add("coolify.managed=true");
        labels.add("coolify.type=application");
        labels.add("coolify.name=" + container);
        labels.add("coolify.pullRequestId=" + pullRequest);
        String domain = application.domains().get(service);
        if (domain != null) {
            addProxy(service, URI.create(domain), middlewares, labels);
        }
        return labels;
    }

    /** Whatever the file's own labels define is put in front of the service. */
    private static Set<String> middlewares(List<String> labels) {
        var names = new LinkedHashSet<String>(List.of("gzip"));
        for (String label : labels) {
            MIDDLEWARE.matcher(label).results().forEach(found -> names.add(found.group(1)));
        }
        return names;
    }

    private void addProxy(
            String service, URI domain, Set<String> middlewares, List<String> labels) {
        String network = application.networks(pullRequest).iterator().next();
        String router = "https-0-" + network + "-" + service;
        String prefix = "traefik.http.routers." + router;
        labels.add("traefik.docker.network=" + network);
        labels.add("traefik.enable=true");
        labels.add("traefik.http.middlewares.gzip.compress=true");
        labels.add(prefix + ".rule=Host(`" + domain.getHost() + "`) && PathPrefix(`/`)");
        labels.add(prefix + ".entryPoints=https");
        labels.add(prefix + ".service=" + router);
        labels.add(
                "traefik.http.services."
                        + router
                        + ".loadbalancer.server.port="
                        + domain.getPort());
        labels.add(prefix + ".middlewares=" + String.join(",", middlewares));
        labels.add(prefix + ".tls=true");
        labels.add(prefix + ".tls.certresolver=letsencrypt");
    }
}
