package io.flagmeter.api.limits;

import io.flagmeter.api.tenants.NameParameter;
import io.flagmeter.server.access.Caller;
import io.flagmeter.server.access.RequestCaller;
import io.flagmeter.server.health.Availability;
import io.flagmeter.server.limits.LimitHeaders;
import io.flagmeter.server.limits.RateLimits;
import io.flagmeter.server.problem.ProblemRoutes;
import io.flagmeter.server.queue.Check;
import io.flagmeter.server.queue.EventQueue;
import io.flagmeter.server.queue.EventQueue.Answer;
import io.flagmeter.server.queue.EventQueue.Outcome;
import io.flagmeter.server.queue.LocalLimits;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.Context;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Has requests that are no events keep their limits, before they are handled. Where Valkey does not
 * say in time they pass by limits of this process alone: a quota check must not wait for it.
 */
@Singleton
class LimitRequests {

    /** Behind the question who it is, before all routes. */
    private static final int PRIORITY = 900;

    /** The longest that an answer waits for Valkey. */
    private static final long PATIENCE_MILLIS = 100;

    /** For how long Valkey is not asked after that. */
    private static final long ALONE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final Set<String> EVENTS = Set.of("/events", "/events/batch");
    private static final String LOG = "/events";
    private static final String USAGE = "/usage/";
    private static final String SERIES = "/series";
    private static final String QUARKUS = "/q/";

    private final RateLimits limits;
    private final EventQueue valkey;
    private final LocalLimits local;
    private final Counter alone;
    private final Availability availability =
            new Availability(
                    "rate limits of reads are those of all processes",
                    "Valkey does not say in time how far rate limits are used up, each process"
                            + " limits reads by itself");
    private volatile long aloneUntil = System.nanoTime();

    LimitRequests(RateLimits limits, EventQueue valkey, Clock clock, MeterRegistry registry) {
        this.limits = limits;
        this.valkey = valkey;
        this.local = new LocalLimits(clock);
        this.alone =
                Counter.builder("flagmeter.rate.limits.local")
                        .description("Requests limited by the process alone, Valkey did not answer")
                        .register(registry);
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
        } else if (System.nanoTime() - aloneUntil < 0) {
            go(context, alone(checks));
        } else {
            ask(context, checks);
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

    private void ask(RoutingContext context, List<Check> checks) {
        context.request().pause();
        Context current = context.vertx().getOrCreateContext();
        var answered = new AtomicBoolean();
        long timer =
                context.vertx()
                        .setTimer(
                                PATIENCE_MILLIS,
                                late -> {
                                    if (answered.compareAndSet(false, true)) {
                                        resume(context, alone(checks));
                                    }
                                });
        valkey.check(
                checks,
                answer ->
                        current.runOnContext(
                                here -> {
                                    if (answered.compareAndSet(false, true)) {
                                        context.vertx().cancelTimer(timer);
                                        resume(context, answered(answer, checks));
                                    }
                                }));
    }

    private Answer answered(Answer answer, List<Check> checks) {
        if (answer.outcome() == Outcome.UNAVAILABLE) {
            return alone(checks);
        }
        availability.works();
        return answer;
    }

    private Answer alone(List<Check> checks) {
        long now = System.nanoTime();
        if (now - aloneUntil >= 0) {
            aloneUntil = now + ALONE_NANOS;
        }
        alone.increment();
        availability.fails("see the log of the queue");
        return local.check(checks);
    }

    private void resume(RoutingContext context, Answer answer) {
        context.request().resume();
        go(context, answer);
    }

    private void go(RoutingContext context, Answer answer) {
        LimitHeaders.put(answer.standings(), context.response().headers());
        if (answer.outcome() == Outcome.LIMITED) {
            ProblemRoutes.answer(context, limits.refusal(answer.standings()));
        } else {
            context.next();
        }
    }
}
