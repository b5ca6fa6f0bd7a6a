package io.flagmeter.api.limits;

import io.flagmeter.api.tenants.NameParameter;
import io.flagmeter.server.access.Caller;
import io.flagmeter.server.access.RequestCaller;
import io.flagmeter.server.limits.LimitHeaders;
import io.flagmeter.server.limits.RateLimits;
import io.flagmeter.server.problem.ProblemRoutes;
import io.flagmeter.server.queue.Check;
import io.flagmeter.server.queue.EventQueue.Answer;
import io.flagmeter.server.queue.EventQueue.Outcome;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Has requests that are no events keep the limits of key and tenant, before they are handled. */
@Singleton
class LimitRequests {

    /** Behind the question who it is, before all routes. */
    private static final int PRIORITY = 900;

    private static final Set<String> EVENTS = Set.of("/events", "/events/batch");
    private static final String LOG = "/events";
    private static final String USAGE = "/usage/";
    private static final String SERIES = "/series";
    private static final String QUARKUS = "/q/";

    private final RateLimits limits;
    private final AskLimits ask;

    LimitRequests(RateLimits limits, AskLimits ask) {
        this.limits = limits;
        this.ask = ask;
    }

    void register(@Observes Filters filters) {
        filters.register(this::limit, PRIORITY);
    }

    private void limit(RoutingContext context) {
        String path = context.normalizedPath();
        // Events keep theirs when they are queued, in the same round trip.
        if (limits.none() || path.startsWith(QUARKUS) || isEvents(context, path)) {
            context.next();
            return;
        }
        Caller caller = RequestCaller.of(context);
        List<Check> checks = limits.of(caller, tenant(context, caller), -1);
        if (checks.isEmpty()) {
            context.next();
        } else {
            ask.ask(context, checks, answer -> go(context, answer));
        }
    }

    private static boolean isEvents(RoutingContext context, String path) {
        return context.request().method().equals(HttpMethod.POST) && EVENTS.contains(path);
    }

    /**
     * Whose usage is asked for; null if nobody's whom the caller may ask for, or that of many: they
     * are asked for by keys of all tenants, whose own limit counts.
     */
    private static @Nullable String tenant(RoutingContext context, Caller caller) {
        // As it was sent, as the routes of usage take it.
        String path = context.request().path();
        if (path.equals(LOG)) {
            return context.queryParam("tenant").stream()
                    .findFirst()
                    .filter(name -> caller.isFor(name) && NameParameter.isName(name))
                    .orElse(null);
        }
        if (!path.startsWith(USAGE) || context.request().method().equals(HttpMethod.POST)) {
            return null;
        }
        int end = path.endsWith(SERIES) ? path.length() - SERIES.length() : path.length();
        if (end <= USAGE.length()) {
            return null;
        }
        String name =
                QueryStringDecoder.decodeComponent(
                        path.substring(USAGE.length(), end).replace("+", "%2B"));
        return caller.isFor(name) && NameParameter.isName(name) ? name : null;
    }

    private void go(RoutingContext context, Answer answer) {
        LimitHeaders.add(answer.standings(), context);
        if (answer.outcome() == Outcome.LIMITED) {
            ProblemRoutes.answer(context, limits.refusal(answer.standings()));
        } else {
            context.next();
        }
    }
}
