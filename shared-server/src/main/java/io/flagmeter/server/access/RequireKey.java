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
    private final Tokens tokens;

    RequireKey(Access access, Tokens tokens) {
        this.access = access;
        this.tokens = tokens;
    }

    void register(@Observes Filters filters) {
        filters.register(this::require, PRIORITY);
    }

    private void require(RoutingContext context) {
        if (isHealth(context)) {
            context.next();
            return;
        }
        HttpServerRequest request = context.request();
        String authorization = request.getHeader(HttpHeaders.AUTHORIZATION);
        String token = Access.bearer(authorization);
        try {
            if (token == null || !tokens.isToken(token)) {
                pass(context, access.caller(authorization, request.getHeader(API_KEY)));
                return;
            }
            Caller known = tokens.known(token);
            if (known != null) {
                pass(context, known);
                return;
            }
        } catch (ProblemException e) {
            ProblemRoutes.answer(context, e.problem());
            return;
        }
        // Quarkus has paused the request: its body waits for whoever reads it.
        context.vertx()
                .executeBlocking(() -> tokens.verify(token), false)
                .onSuccess(caller -> passOrAnswer(context, caller))
                .onFailure(e -> fail(context, e));
    }

    private static void passOrAnswer(RoutingContext context, Caller caller) {
        try {
            pass(context, caller);
        } catch (ProblemException e) {
            ProblemRoutes.answer(context, e.problem());
        }
    }

    private static void fail(RoutingContext context, Throwable e) {
        if (e instanceof ProblemException refused) {
            ProblemRoutes.answer(context, refused.problem());
        } else {
            context.fail(e);
        }
    }

    private static void pass(RoutingContext context, Caller caller) {
        RequestCaller.is(caller, context);
        requireForQuarkus(context.normalizedPath(), caller);
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
