package io.flagmeter.server.limits;

import io.flagmeter.server.queue.Check;
import io.flagmeter.server.queue.Standing;
import io.vertx.core.MultiMap;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Tells the sender of a request how far its limits are used up, also where it kept them: as
 * draft-ietf-httpapi-ratelimit-headers has it, and in the older headers for the limit that is
 * closest.
 */
public final class LimitHeaders {

    private LimitHeaders() {}

    /** Adds them to the headers of an answer. */
    public static void put(List<Standing> standings, MultiMap headers) {
        if (standings.isEmpty()) {
            return;
        }
        headers.set("RateLimit-Policy", join(standings, LimitHeaders::policy));
        headers.set("RateLimit", join(standings, LimitHeaders::left));
        Standing closest =
                standings.stream()
                        .min(
                                Comparator.comparingLong((Standing one) -> -one.waitMillis())
                                        .thenComparingDouble(LimitHeaders::share))
                        .orElseThrow();
        headers.set("X-RateLimit-Limit", String.valueOf(closest.check().quota()));
        headers.set("X-RateLimit-Remaining", String.valueOf(closest.remaining()));
        headers.set("X-RateLimit-Reset", String.valueOf(seconds(closest.resetMillis())));
        if (closest.isPassed()) {
            headers.set("Retry-After", String.valueOf(seconds(closest.waitMillis())));
        }
    }

    /** Whole seconds, rounded up: who waits as long is not sent away again. */
    static long seconds(long millis) {
        return Math.ceilDiv(millis, 1_000L);
    }

    private static String join(List<Standing> standings, Function<Standing, String> form) {
        return standings.stream().map(form).collect(Collectors.joining(", "));
    }

    private static String policy(Standing standing) {
        Check check = standing.check();
        return "\"%s\";q=%d;w=%d"
                .formatted(check.name(), check.quota(), seconds(check.periodMillis()));
    }

    private static String left(Standing standing) {
        return "\"%s\";r=%d;t=%d"
                .formatted(
                        standing.check().name(),
                        standing.remaining(),
                        seconds(standing.resetMillis()));
    }

    private static double share(Standing standing) {
        return (double) standing.remaining() / standing.check().capacity();
    }
}
