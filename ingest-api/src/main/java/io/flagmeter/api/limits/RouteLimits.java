package io.flagmeter.api.limits;

import static io.flagmeter.server.bounds.Bound.set;

import io.flagmeter.model.config.Settings;
import io.flagmeter.server.access.Caller;
import io.flagmeter.server.access.RequestCaller;
import io.flagmeter.server.bounds.Bound;
import io.flagmeter.server.bounds.Bound.Unit;
import io.flagmeter.server.bounds.Bounded;
import io.flagmeter.server.client.ClientAddress;
import io.flagmeter.server.health.Availability;
import io.flagmeter.server.limits.LimitHeaders;
import io.flagmeter.server.limits.RateLimits;
import io.flagmeter.server.limits.RouteClass;
import io.flagmeter.server.problem.ProblemRoutes;
import io.flagmeter.server.queue.Allowance;
import io.flagmeter.server.queue.Check;
import io.flagmeter.server.queue.EventQueue.Answer;
import io.flagmeter.server.queue.EventQueue.Outcome;
import io.flagmeter.server.queue.RateLimit;
import io.flagmeter.server.queue.Standing;
import io.flagmeter.server.switches.Switch;
import io.flagmeter.server.switches.Switches;
import io.quarkus.runtime.StartupEvent;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.Config;

/**
 * Lets each client address ask for what is expensive a few times in a while, by all processes
 * together.
 */
@Singleton
public class RouteLimits implements Bounded {

    private static final String WINDOW = "flagmeter.route-limits.window";
    private static final String WINDOW_VARIABLE = "FLAGMETER_ROUTE_LIMITS_WINDOW";
    private static final Duration USUAL_WINDOW = Duration.ofMinutes(15);
    private static final Duration LONGEST_WINDOW = Duration.ofDays(1);
    private static final int MOST = 10_000;
    private static final Pattern DASHED = Pattern.compile("-(.)");

    /**
     * Requests of all addresses together that are noted in Valkey, which keeps a line for each
     * address: as many as somebody can invent who has a network. Beyond, each process counts by
     * itself, and forgets.
     */
    private static final int MOST_IN_VALKEY = 10_000;

    private static final String ALL = "all";
    private static final int NO_EVENT = -1;

    private final ClientAddress address;
    private final RateLimits limits;
    private final Switches switches;
    private final AskLimits ask;
    private final Duration window;
    private final Map<RouteClass, Integer> most = new EnumMap<>(RouteClass.class);
    private final Availability room =
            new Availability(
                    "few enough addresses ask for what is limited by address",
                    "very many addresses ask for what is limited by address, each process limits"
                            + " them by itself");

    RouteLimits(
            ClientAddress address,
            RateLimits limits,
            Switches switches,
            AskLimits ask,
            Config config) {
        this.address = address;
        this.limits = limits;
        this.switches = switches;
        this.ask = ask;
        this.window = config.getOptionalValue(WINDOW, Duration.class).orElse(USUAL_WINDOW);
        Settings.requireWithin(WINDOW_VARIABLE, window, Duration.ofSeconds(1), LONGEST_WINDOW);
        for (RouteClass each : RouteClass.values()) {
            int number =
                    config.getOptionalValue(each.property(), Integer.class).orElse(each.most());
            Settings.requireWithin(each.variable(), number, 1, MOST);
            most.put(each, number);
        }
    }

    /** Made before the first request, so that a bad value stops the start. */
    void check(@Observes @Priority(-2) StartupEvent start) {}

    @Override
    public List<Bound> bounds() {
        var bounds = new ArrayList<Bound>();
        bounds.add(set("routeLimitWindow", window, WINDOW_VARIABLE, "time for which those count"));
        most.forEach(
                (which, number) ->
                        bounds.add(
                                set(
                                        boundOf(which),
                                        number,
                                        Unit.COUNT,
                                        which.variable(),
                                        which.text() + " of a client address in a while")));
        return bounds;
    }

    /** Such as exportsOfAddress. */
    private static String boundOf(RouteClass which) {
        return DASHED.matcher(which.text())
                        .replaceAll(found -> found.group(1).toUpperCase(Locale.ROOT))
                + "OfAddress";
    }

    /** Goes on with a request if its address may ask for that; otherwise answers it. */
    public void keep(RoutingContext context, RouteClass which, Runnable then) {
        String client = address.networkOf(context.request());
        if (!switches.isOn(Switch.ROUTE_LIMITS, client) || isOperatorHere(context)) {
            then.run();
            return;
        }
        // One home for both: nothing is noted for whom one of them refuses.
        Check own = check(which.text(), client, which, Objects.requireNonNull(most.get(which)));
        Check all = check(which.text() + "-" + ALL, ALL, which, MOST_IN_VALKEY);
        ask.ask(
                context,
                List.of(own, all),
                answer -> {
                    try {
                        go(context, own, answer, then);
                    } catch (RuntimeException e) {
                        // No route is around us any more.
                        context.fail(e);
                    }
                });
    }

    /** Whoever is on this machine with the key that the server was started with has all of it. */
    private boolean isOperatorHere(RoutingContext context) {
        Caller caller = RequestCaller.known(context);
        return caller != null && caller.isOperator() && address.isLoopback(context.request());
    }

    private Check check(String name, String subject, RouteClass which, int quota) {
        var limit = new RateLimit(name, true, quota, window.toMillis(), quota);
        return new Check(new Allowance(name, limit, null), subject, which.text(), NO_EVENT);
    }

    private void go(RoutingContext context, Check own, Answer answer, Runnable then) {
        Answer of = answer;
        List<Standing> standings =
                answer.standings().stream()
                        .filter(each -> each.limit().equals(own.allowance().requests()))
                        .toList();
        if (answer.outcome() == Outcome.LIMITED
                && standings.stream().noneMatch(Standing::isPassed)) {
            room.fails("over %d in %s".formatted(MOST_IN_VALKEY, window));
            of = ask.locally(List.of(own));
            standings = of.standings();
        } else if (answer.outcome() == Outcome.ACCEPTED) {
            room.works();
        }
        LimitHeaders.add(standings, context);
        if (of.outcome() == Outcome.LIMITED) {
            ProblemRoutes.answer(context, limits.refusal(standings));
        } else {
            then.run();
        }
    }
}
