package io.flagmeter.tools.replay;

import java.util.Comparator;
import java.util.List;

/**
 * A recorded sequence of requests in the order of time.
 *
 * @param fingerprint the first 16 hex digits of the file's SHA-256, so that the events of a file
 *     can be found in the database with nothing but {@code sha256sum}
 */
record Trace(String fingerprint, List<TraceRow> rows) {
    Trace {
        if (rows.isEmpty()) {
            throw new IllegalArgumentException("a trace has at least one row");
        }
        rows = rows.stream().sorted(Comparator.comparing(TraceRow::time)).toList();
    }

    long tokens() {
        return rows.stream().mapToLong(TraceRow::tokens).sum();
    }

    /**
     * Depends on nothing but the file, so that a second replay is recognised as the same events.
     */
    String eventId(TraceRow row) {
        return fingerprint + ":" + row.number();
    }
}
