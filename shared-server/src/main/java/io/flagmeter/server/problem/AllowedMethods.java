package io.flagmeter.server.problem;

import io.quarkus.resteasy.reactive.server.runtime.ResteasyReactiveRecorder;
import java.util.TreeSet;
import org.jboss.resteasy.reactive.server.handlers.ClassRoutingHandler;
import org.jboss.resteasy.reactive.server.mapping.RequestMapper;

/** Which methods the paths of a server's resources have: RESTEasy knows, and does not say it. */
final class AllowedMethods {

    private AllowedMethods() {}

    /**
     * As the header Allow lists them: those of the template that names the path most closely.
     *
     * @param path one that a resource has
     */
    static String of(String path) {
        var methods = new TreeSet<String>();
        var resources = ResteasyReactiveRecorder.getCurrentDeployment().getClassMappers();
        var resource = new RequestMapper<>(resources).map(path);
        if (resource != null && resource.value.handlers[0] instanceof ClassRoutingHandler routes) {
            String rest = resource.remaining.isEmpty() ? "/" : resource.remaining;
            int closest = -1;
            for (var byMethod : routes.getMappers().entrySet()) {
                var match = byMethod.getValue().map(rest);
                int letters = match == null ? -1 : match.template.literalCharacterCount;
                if (letters > closest) {
                    closest = letters;
                    methods.clear();
                }
                if (match != null && letters == closest) {
                    methods.add(byMethod.getKey());
                }
            }
        }
        if (methods.contains("GET")) {
            methods.add("HEAD");
        }
        return String.join(", ", methods);
    }
}
