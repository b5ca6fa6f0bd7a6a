package io.flagmeter.worker.rollup;

import java.time.Duration;
import java.time.LocalDate;

/**
 * How far back an event looks for others of its id: from its own day, whatever it shares a batch
 * with, or the same events would count differently in other batches.
 */
record DedupWindow(Duration length, LocalDate today) {

    /** The first day on which a copy of an event of that day may stand in the raw log. */
    LocalDate since(LocalDate day) {
        LocalDate from = day.isBefore(today) ? day : today;
        // A part of a day counts as a day.
        return from.minusDays(length.plusDays(1).minusNanos(1).toDays());
    }
}
