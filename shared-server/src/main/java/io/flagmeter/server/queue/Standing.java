package io.flagmeter.server.queue;

/**
 * How a request left a limit.
 *
 * @param remaining what may still be taken at once
 * @param resetMillis until a bucket is full again, or a window ends
 * @param waitMillis until what the request wanted could be had; 0 if it could
 */
public record Standing(RateLimit limit, long remaining, long resetMillis, long waitMillis) {

    /** Whether this is a limit that the request would have passed. */
    public boolean isPassed() {
        return waitMillis > 0;
    }
}
