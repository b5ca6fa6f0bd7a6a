package io.flagmeter.worker;

import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * Pauses that double from 100 ms to 5 s, with jitter so that several workers do not march in step.
 */
@Singleton
class BackOff {

    private static final long FIRST_MS = 100;
    private static final long LAST_MS = 5_000;

    private final CountDownLatch woken = new CountDownLatch(1);
    private long next = FIRST_MS;

    /** The pause after one more failure: between half and all of the current step. */
    Duration next() {
        long step = next;
        next = Math.min(next * 2, LAST_MS);
        return Duration.ofMillis(ThreadLocalRandom.current().nextLong(step / 2, step + 1));
    }

    void reset() {
        next = FIRST_MS;
    }

    /** Waits, unless the worker has been told to stop. */
    void pause(Duration duration) {
        try {
            boolean ignored = woken.await(duration.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends this pause and all later ones at once. */
    void wake() {
        woken.countDown();
    }
}
