package io.flagmeter.server.limits;

import io.flagmeter.server.queue.RateLimit;
import io.flagmeter.server.queue.Standing;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.List;

/**
 * Tells the sender of a request how far its limits are used up, also where it kept them: as
 * draft-ietf-httpapi-ratelimit-headers has it, and in the older headers for the limit that is
 * closest.
 */
public final class LimitHeaders {

    private static final String ATTRIBUTE = LimitHeaders.class.getName();

    private static final CharSequence POLICY = HttpHeaders.createOptimized("RateLimit-Policy");
    private static final CharSequence LEFT = HttpHeaders.createOptimized("RateLimit");
    private static final CharSequence LIMIT = HttpHeaders.createOptimized("X-RateLimit-Limit");
    private static final CharSequence REMAINING =
            HttpHeaders.createOptimized("X-RateLimit-Remaining");
    private static final CharSequence RESET = HttpHeaders.createOptimized("X-RateLimit-Reset");
    private static final CharSequence RETRY = HttpHeaders.createOptimized("Retry-After");

    private LimitHeaders() {}

    /** Adds them to those that the answer tells already. */
    public static void add(List<Standing> standings, RoutingContext context) {
        List<Standing> before = context.get(ATTRIBUTE);
        List<Standing> all = standings;
        if (before != null) {
            all = new ArrayList<>(before);
            all.addAll(standings);
        }
        context.put(ATTRIBUTE, all);
        put(all, context.response().headers());
    }

    /** Adds them to the headers of an answer. */
    public static void put(List<Standing> standings, MultiMap headers) {
        if (standings.isEmpty()) {
            return;
        }
        var policy = new StringBuilder(64);
        var left = new StringBuilder(64);
        Standing closest = standings.getFirst();
        for (Standing standing : standings) {
            RateLimit limit = standing.limit();
            item(policy, limit, ";q=", limit.quota(), ";w=", limit.periodMillis());
            item(left, limit, ";r=", standing.remaining(), ";t=", standing.resetMillis());
            closest = isCloser(standing, closest) ? standing : closest;
        }
        headers.set(POLICY, policy);
        headers.set(LEFT, left);
        headers.set(LIMIT, Long.toString(closest.limit().quota()));
        headers.set(REMAINING, Long.toString(closest.remaining()));
        headers.set(RESET, Long.toString(seconds(closest.resetMillis())));
        if (closest.isPassed()) {
            headers.set(RETRY, Long.toString(seconds(closest.waitMillis())));
        }
    }

    private static void item(
            StringBuilder list,
            RateLimit limit,
            String amountName,
            long amount,
            String timeName,
            long millis) {
        list.append(list.isEmpty() ? "\"" : ", \"")
                .append(limit.name())
                .append('"')
                .append(amountName)
                .append(amount)
                .append(timeName)
                .append(seconds(millis));
    }

    /** Whole seconds, rounded up: who waits as long is not sent away again. */
    static long seconds(long millis) {
        return Math.ceilDiv(millis, 1_000L);
    }

    private static boolean isCloser(Standing one, Standing other) {
        return one.waitMillis() != other.waitMillis()
                ? one.waitMillis() > other.waitMillis()
                : share(one) < share(other);
    }

    private static double share(Standing standing) {
        return (double) standing.remaining() / standing.limit().capacity();
    }
}
