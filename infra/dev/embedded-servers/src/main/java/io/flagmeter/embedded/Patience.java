package io.flagmeter.embedded;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for things outside this JVM, which nothing but looking again can tell of. */
public final class Patience {

    private static final Duration PAUSE = Duration.ofMillis(10);

    private final long deadline;

    private Patience(long deadline) {
        this.deadline = deadline;
    }

    public static Patience of(Duration limit) {
        return new Patience(System.nanoTime() + limit.toNanos());
    }

    public boolean isExhausted() {
        return System.nanoTime() - deadline > 0;
    }

    public void until(BooleanSupplier condition, Supplier<String> complaint) {
        while (!condition.getAsBoolean()) {
            if (isExhausted()) {
                throw new IllegalStateException(complaint.get());
            }
            pause(PAUSE);
        }
    }

    /**
     * Until the next look. An interrupt ends it and is what a Ctrl-C looks like to the thread that
     * starts a stack.
     */
    public static void pause(Duration length) {
        try {
            Thread.sleep(length);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting", e);
        }
    }

    void pause() {
        pause(PAUSE);
    }
}
