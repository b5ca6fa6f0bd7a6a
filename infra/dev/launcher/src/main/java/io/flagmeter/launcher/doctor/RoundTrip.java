package io.flagmeter.launcher.doctor;

import java.util.Arrays;
import java.util.Locale;

/** The middle of some exchanges with a server, after a few that only warm both sides up. */
record RoundTrip(double millis) {

    private static final int WARM_UP = 5;
    private static final int COUNT = 21;

    /** Beyond it every flush and every commit is slower than what FlagMeter promises. */
    private static final double SLOW_MILLIS = 5;

    interface Exchange<E extends Exception> {
        void run() throws E;
    }

    static <E extends Exception> RoundTrip of(Exchange<E> exchange) throws E {
        var nanos = new long[COUNT];
        for (int i = -WARM_UP; i < COUNT; i++) {
            long began = System.nanoTime();
            exchange.run();
            nanos[Math.max(0, i)] = System.nanoTime() - began;
        }
        Arrays.sort(nanos);
        return new RoundTrip(nanos[COUNT / 2] / 1e6);
    }

    Finding finding() {
        String seen = String.format(Locale.ROOT, "%.2f ms", millis);
        return millis <= SLOW_MILLIS
                ? Finding.good("round trip", seen)
                : Finding.doubtful(
                        "round trip",
                        seen,
                        "Run FlagMeter nearer to this server; below 1 ms is usual in one network.");
    }
}
