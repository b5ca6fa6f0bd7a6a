package io.flagmeter.bench;

import org.HdrHistogram.Histogram;

/** Times of many requests, from a microsecond to a minute, to three digits. */
final class Latencies {

    private static final long LONGEST_MICROS = 60_000_000;

    private final Histogram micros = new Histogram(LONGEST_MICROS, 3);

    void add(long nanos) {
        micros.recordValue(Math.clamp(nanos / 1_000, 1, LONGEST_MICROS));
    }

    void addAll(Latencies other) {
        micros.add(other.micros);
    }

    long count() {
        return micros.getTotalCount();
    }

    /** The time that this share of the requests took at most, in milliseconds. */
    double millis(double percentile) {
        return micros.getValueAtPercentile(percentile) / 1_000.0;
    }
}
