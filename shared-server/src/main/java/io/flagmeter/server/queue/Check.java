package io.flagmeter.server.queue;

/**
 * A limit that a request must keep, and what the request takes of it. Amounts are requests or
 * tokens.
 *
 * @param name which kind of limit it is, as the headers of answers call it
 * @param subject whose limit it is, a part of the key in Valkey
 * @param home the tenant in whose partition the limit lives, or what stands in for one
 * @param quota what comes back in a period
 * @param capacity the most that may be taken at once; a window's quota
 * @param cost no more than the capacity: what costs more would be refused for ever
 */
public record Check(
        String name,
        String subject,
        String home,
        boolean window,
        long quota,
        long periodMillis,
        long capacity,
        long cost) {

    /** Scripts calculate with doubles: so large a quota times a minute is exact, three times. */
    public static final long LARGEST = 10_000_000_000L;

    private static final long LONGEST_MILLIS = 60_000;

    public Check {
        if (quota < 1 || quota > LARGEST || capacity < 1 || capacity > LARGEST || cost < 0) {
            throw new IllegalArgumentException("no such limit: " + quota + ", " + capacity);
        }
        if (periodMillis < 1 || periodMillis > LONGEST_MILLIS) {
            throw new IllegalArgumentException("no such period: " + periodMillis);
        }
        capacity = window ? quota : capacity;
        cost = Math.min(cost, capacity);
    }

    /** What its key in Valkey is called, within the partition. */
    String key() {
        return name + ":" + subject;
    }
}
