package io.flagmeter.api.events;

import io.flagmeter.api.query.Parameters;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;

/**
 * Whose events are asked for, and of which time.
 *
 * @param from the first instant of the range
 * @param to the first instant after it
 */
record EventsRequest(String tenant, Instant from, Instant to) {

    static final Duration LONGEST = Duration.ofDays(366);

    static EventsRequest of(String tenant, Parameters parameters) {
        Instant from = parameters.time("from");
        Instant to = parameters.time("to");
        if (!from.isBefore(to)) {
            throw Parameters.invalid("to", "must be later than from");
        }
        if (from.plus(LONGEST).isBefore(to)) {
            throw Parameters.invalid(
                    "to", "must be at most %d days after from".formatted(LONGEST.toDays()));
        }
        return new EventsRequest(tenant, from, to);
    }

    LocalDate firstDay() {
        return day(from);
    }

    LocalDate lastDay() {
        return day(to.minusNanos(1));
    }

    /** Whether the range holds each instant of a day. */
    boolean holdsWhole(LocalDate day) {
        return !start(day).isBefore(from) && !start(day.plusDays(1)).isAfter(to);
    }

    private static LocalDate day(Instant time) {
        return LocalDate.ofInstant(time, ZoneOffset.UTC);
    }

    private static Instant start(LocalDate day) {
        return day.atStartOfDay(ZoneOffset.UTC).toInstant();
    }
}
