package io.flagmeter.server.access;

import io.flagmeter.server.problem.Problem;
import io.flagmeter.server.problem.ProblemType;
import io.vertx.core.http.HttpServerRequest;
import java.util.regex.Pattern;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/**
 * Refuses paths that JAX-RS would tidy into another one, for {@code PATCH /tenants/a/} must not
 * change the tenant {@code a}: it drops matrix parameters, merges slashes and resolves dots.
 */
class ExactPath {

    /** Dots are also resolved where they are encoded. */
    private static final Pattern TIDIED =
            Pattern.compile(".*(;|//|/$|/(\\.|%2e){1,2}(/|$)).*", Pattern.CASE_INSENSITIVE);

    @ServerRequestFilter(preMatching = true)
    public void require(HttpServerRequest request) {
        if (isTidied(request.path())) {
            throw Problem.of(
                            ProblemType.NOT_FOUND,
                            "no path here ends with a slash or holds a semicolon, two slashes in a"
                                    + " row, or . or .. between slashes")
                    .toException();
        }
    }

    /** Whether JAX-RS would take this path for another one. */
    static boolean isTidied(String path) {
        return TIDIED.matcher(path).matches();
    }
}
