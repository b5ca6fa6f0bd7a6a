package io.flagmeter.server.queue;

/**
 * At most so many requests or tokens in a period. Amounts are kept in units of which a period has
 * as many for each request or token as it has milliseconds: so every number is an integer.
 *
 * @param name which kind of limit it is, as the headers of answers call it
 * @param window counts in windows that slide, instead of filling a bucket
 * @param quota what comes back in a period
 * @param capacity the most that may be taken at once; a window's quota
 */
public record RateLimit(String name, boolean window, long quota, long periodMillis, long capacity) {

    /** A minute's. */
    public static final long LARGEST = 10_000_000_000L;

    /** The script calculates with doubles: so much times its period is exact, three times. */
    private static final long LARGEST_PRODUCT = LARGEST * 60_000;

    private static final long LONGEST_MILLIS = 86_400_000;

    public RateLimit {
        if (quota < 1 || quota > LARGEST || capacity < 1 || capacity > LARGEST) {
            throw new IllegalArgumentException("no such limit: " + quota + ", " + capacity);
        }
        if (periodMillis < 1
                || periodMillis > LONGEST_MILLIS
                || Math.max(quota, capacity) > LARGEST_PRODUCT / periodMillis) {
            throw new IllegalArgumentException("no such period: " + periodMillis);
        }
        capacity = window ? quota : capacity;
    }

    /** What fills a bucket, in units. */
    long full() {
        return capacity * periodMillis;
    }

    /**
     * How a bucket stands.
     *
     * @param level of the bucket in units, behind the request if that was allowed
     */
    Standing ofBucket(long level, long cost, boolean allowed) {
        long missing = cost * periodMillis - level;
        return new Standing(
                this,
                level / periodMillis,
                Math.ceilDiv(full() - level, quota),
                allowed || missing <= 0 ? 0 : Math.ceilDiv(missing, quota));
    }

    /**
     * How a window stands.
     *
     * @param now in milliseconds since 1970; windows begin at multiples of their period
     * @param current what this window has counted, with the request if that was allowed
     * @param previous what the one before has counted
     */
    Standing ofWindow(long now, long current, long previous, long cost, boolean allowed) {
        long rest = periodMillis - now % periodMillis;
        long room = (quota - current) * periodMillis - previous * rest;
        return new Standing(
                this,
                Math.max(0, Math.floorDiv(room, periodMillis)),
                rest,
                allowed || room >= cost * periodMillis ? 0 : wait(rest, current, previous, cost));
    }

    private long wait(long rest, long current, long previous, long cost) {
        long free = quota - current - cost;
        if (free >= 0) {
            // Until so much of the window before has slid out that what it still counts fits.
            return Math.max(1, rest - Math.floorDiv(free * periodMillis, previous));
        }
        long excess = Math.max(0, current + cost - quota);
        return rest + Math.ceilDiv(excess * periodMillis, current);
    }
}
