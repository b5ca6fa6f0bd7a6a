package io.flagmeter.model.billing;

import java.time.Instant;

/**
 * One billing period of a tenant: half-open, from {@code start} (in it) to {@code end} (not in it).
 *
 * <p>Half-open because consecutive periods then share one instant and every event falls into
 * exactly one of them. {@code start} identifies the period among those of its tenant.
 */
public record BillingPeriod(Instant start, Instant end) {

    /**
     * @throws IllegalArgumentException if the period would be empty or run backwards
     */
    public BillingPeriod {
        if (!start.isBefore(end)) {
            throw new IllegalArgumentException(
                    "a billing period must start before it ends: " + start + " to " + end);
        }
    }

    /** Whether the instant lies in this period; {@code end} does not. */
    public boolean contains(Instant instant) {
        return !instant.isBefore(start) && instant.isBefore(end);
    }
}
