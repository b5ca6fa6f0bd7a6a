package io.flagmeter.model.event;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * One use of a feature by a tenant. Every instance obeys {@link EventRules}.
 *
 * @param id the sender's stable id of the operation; the same tenant and id count once
 * @param tenant who used it
 * @param feature what was used
 * @param tokens how much, 0 to 10^12
 * @param timestamp when it was used, to the microsecond
 * @param received when the meter took it, to the microsecond; the lag is measured from here
 * @param parts what the tokens consist of; null if the sender did not say
 */
public record UsageEvent(
        String id,
        String tenant,
        String feature,
        long tokens,
        Instant timestamp,
        Instant received,
        @Nullable TokenParts parts) {

    public UsageEvent {
        if (parts != null && parts.sum() != tokens) {
            throw new IllegalArgumentException("the parts do not add up to the tokens");
        }
        // PostgreSQL keeps microseconds; finer digits would make an event differ from its record.
        timestamp = timestamp.truncatedTo(ChronoUnit.MICROS);
        received = received.truncatedTo(ChronoUnit.MICROS);
    }

    /** An event whose parts are not known. */
    public UsageEvent(
            String id,
            String tenant,
            String feature,
            long tokens,
            Instant timestamp,
            Instant received) {
        this(id, tenant, feature, tokens, timestamp, received, null);
    }

    /** The UTC minute that the event counts in. */
    public Instant minute() {
        return timestamp.truncatedTo(ChronoUnit.MINUTES);
    }

    static UsageEvent of(
            String id,
            String tenant,
            String feature,
            long tokens,
            Instant timestamp,
            Instant received,
            @Nullable TokenParts parts)
            throws InvalidEventException {
        EventRules.id(id);
        EventRules.name("tenant", tenant);
        EventRules.name("feature", feature);
        EventRules.tokens(tokens);
        return new UsageEvent(id, tenant, feature, tokens, timestamp, received, parts);
    }
}
