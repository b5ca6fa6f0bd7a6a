package io.flagmeter.server.access;

import io.flagmeter.model.access.Scope;
import io.flagmeter.server.problem.ProblemException;
import io.flagmeter.server.problem.ProblemRoutes;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/**
 * Lets no request pass whose sender is not known, whatever its path, before its body is read. What
 * the sender may do there is asked behind it, see {@link Caller#require}.
 */
@Singleton
class RequireKey {

    private static final CharSequence API_KEY = HttpHeaders.createOptimized("X-Api-Key");

    private static final String HEALTH = "/q/health";
    private static final String METRICS = "/q/metrics";

    /** Before all routes, which begin at 0. */
    private static final int PRIORITY = 1_000;

    private final Access access;

    RequireKey(Access access) {
        this.access = access;
    }

    void register(@Observes Filters filters) {
        filters.register(this::require, PRIORITY);
    }

    private void require(RoutingContext context) {
        if (isHealth(context)) {
            context.next();
            return;
        }
        try {
            HttpServerRequest request = context.request();
            Caller caller =
                    access.caller(
                            request.getHeader(HttpHeaders.AUTHORIZATION),
                            request.getHeader(API_KEY));
            RequestCaller.is(caller, context);
            requireForQuarkus(context.normalizedPath(), caller);
        } catch (ProblemException e) {
            ProblemRoutes.answer(context, e.problem());
            return;
        }
        context.next();
    }

    /** As it was sent: what is another path before it is tidied up is not let through. */
    private static boolean isHealth(RoutingContext context) {
        String path = context.request().path();
        return path.startsWith(HEALTH)
                && (path.length() == HEALTH.length() || path.charAt(HEALTH.length()) == '/')
                && path.equals(context.normalizedPath());
    }

    /** Quarkus' own paths, which ask for nothing themselves. */
    private static void requireForQuarkus(String path, Caller caller) {
        if (caller.equals(Caller.SCRAPER)) {
            if (!path.equals(METRICS)) {
                throw Caller.forbidden("this key is for %s only".formatted(METRICS));
            }
        } else if (path.startsWith(METRICS)) {
            caller.require(Scope.READ);
            if (caller.tenant() != null) {
                throw Caller.forbidden("metrics are of all tenants, this key is of one");
            }
        }
    }
}
