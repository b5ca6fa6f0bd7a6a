package io.flagmeter.alerting.delivery;

import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Wakes the loop. Rung while nobody waits, it is heard by the next who does. */
@Singleton
class Bell {

    private final Semaphore rings = new Semaphore(0);

    void ring() {
        rings.release();
    }

    /** Forgets what was rung so far: the caller is about to look for itself. */
    void hush() {
        rings.drainPermits();
    }

    void await(Duration atMost) throws InterruptedException {
        boolean ignored = rings.tryAcquire(atMost.toNanos(), TimeUnit.NANOSECONDS);
    }
}
