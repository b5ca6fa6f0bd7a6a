package io.flagmeter.tools.chaos;

import java.time.Instant;

/**
 * An alert as it is stored.
 *
 * @param announced whether a message tells of it; else that of a higher threshold does
 * @param messages rows of the outbox about it
 * @param delivered those of them that were delivered
 */
record RaisedAlert(
        String id,
        String tenant,
        Instant periodStart,
        int threshold,
        boolean announced,
        int messages,
        int delivered) {}
