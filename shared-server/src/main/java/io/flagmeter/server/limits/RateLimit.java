package io.flagmeter.server.limits;

import io.flagmeter.server.queue.Check;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A limit as it stands in the table {@code rate_limits}.
 *
 * @param requests a minute; null: any number
 * @param tokens a minute; null: any number
 * @param burstSeconds a bucket holds what comes in that time
 */
record RateLimit(@Nullable Long requests, @Nullable Long tokens, int burstSeconds, boolean window) {

    private static final long MINUTE_MILLIS = 60_000;

    /**
     * Adds what a request must keep.
     *
     * @param kind {@code key} or {@code tenant}
     * @param tokensUsed less than 0 for a request that is no event
     */
    void addTo(List<Check> checks, String kind, String subject, String home, long tokensUsed) {
        if (requests != null) {
            checks.add(check(kind + "-requests", subject, home, requests, 1));
        }
        if (tokens != null && tokensUsed >= 0) {
            checks.add(check(kind + "-tokens", subject, home, tokens, tokensUsed));
        }
    }

    private Check check(String name, String subject, String home, long quota, long cost) {
        long capacity = Math.clamp(quota * burstSeconds / 60, 1, Check.LARGEST);
        return new Check(name, subject, home, window, quota, MINUTE_MILLIS, capacity, cost);
    }
}
