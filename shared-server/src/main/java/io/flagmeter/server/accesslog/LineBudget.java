package io.flagmeter.server.accesslog;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** How many lines a second may have: a stranger sends requests faster than a disk takes lines. */
final class LineBudget {

    static final int MOST = 1_000;

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final LongSupplier nanoTime;
    private final long start;

    /** The second, and how many lines it has had: {@code second << 32 | lines}. */
    private final AtomicLong state = new AtomicLong();

    LineBudget(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.start = nanoTime.getAsLong();
    }

    /** Whether there may be another line now. */
    boolean take() {
        long second = (nanoTime.getAsLong() - start) / SECOND;
        long now = state.updateAndGet(was -> next(was, second));
        return (now & 0xFFFF_FFFFL) <= MOST;
    }

    private static long next(long was, long second) {
        if (was >>> 32 != second) {
            return second << 32 | 1;
        }
        return (was & 0xFFFF_FFFFL) > MOST ? was : was + 1;
    }
}
