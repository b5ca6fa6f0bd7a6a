package io.flagmeter.bench;

/** What a loop got done. */
record Rate(long answered, long failed, long nanos, Latencies latencies) {

    static final Rate NONE = new Rate(0, 0, 0, new Latencies());

    double perSecond() {
        return nanos == 0 ? 0 : answered * 1e9 / nanos;
    }

    Rate plus(Rate other) {
        var both = new Latencies();
        both.addAll(latencies);
        both.addAll(other.latencies);
        return new Rate(
                answered + other.answered, failed + other.failed, nanos + other.nanos, both);
    }
}
