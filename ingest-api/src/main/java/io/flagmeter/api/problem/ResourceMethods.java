package io.flagmeter.api.problem;

import io.flagmeter.server.problem.AllowedMethods;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.regex.Pattern;

/** Which methods the paths of this server's JAX-RS resources have. */
@Singleton
class ResourceMethods implements AllowedMethods {

    private static final Map<Pattern, String> OTHER_THAN_READING =
            Map.of(
                    Pattern.compile("/(dead-letters|alerts/[^/]+)/replay"), "POST",
                    Pattern.compile("/reconciliation/losses"), "POST",
                    Pattern.compile("/dead-letters"), "DELETE, GET, HEAD",
                    Pattern.compile("/dead-letters/(?!replay$)[^/]+"), "DELETE",
                    Pattern.compile("/webhooks/[^/]+/test"), "POST",
                    Pattern.compile("/webhooks/[^/]+/secrets"), "DELETE, POST",
                    Pattern.compile("/webhooks/[^/]+"), "DELETE, GET, HEAD, PATCH",
                    Pattern.compile("/tenants|/webhooks"), "GET, HEAD, POST",
                    Pattern.compile("/tenants/.+"), "GET, HEAD, PATCH");

    @Override
    public String of(String path) {
        return OTHER_THAN_READING.entrySet().stream()
                .filter(entry -> entry.getKey().matcher(path).matches())
                .map(Map.Entry::getValue)
                .findAny()
                .orElse("GET, HEAD");
    }
}
