package io.flagmeter.bench;

import java.time.Duration;
import java.util.Random;

/**
 * When each event is due, decided before the first is sent: a meter that stumbles must not slow its
 * own clients down and so hide it.
 */
final class Arrivals {

    private Arrivals() {}

    /**
     * Nanoseconds from the start, in order. The clients are many and do not know of each other, so
     * the gaps are random (a Poisson process); the seed is fixed, so every run has the same ones.
     */
    static long[] poisson(int perSecond, Duration length, long seed) {
        int count = Math.toIntExact(perSecond * length.toMillis() / 1_000);
        var random = new Random(seed);
        double[] at = new double[count + 1];
        double sum = 0;
        for (int i = 0; i <= count; i++) {
            sum -= Math.log(1 - random.nextDouble());
            at[i] = sum;
        }
        long[] nanos = new long[count];
        for (int i = 0; i < count; i++) {
            // Stretched so that exactly this many fall into the length.
            nanos[i] = (long) (at[i] / sum * length.toNanos());
        }
        return nanos;
    }
}
