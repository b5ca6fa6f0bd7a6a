package io.flagmeter.launcher;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

/**
 * What a Ctrl-C, a SIGTERM or a closed terminal does; it changes as a command gets on.
 *
 * <p>A shutdown hook rather than a signal handler: that class belongs to no published module.
 */
final class OnInterrupt {

    private final AtomicReference<Runnable> action = new AtomicReference<>(() -> {});

    private OnInterrupt() {}

    static OnInterrupt install() {
        var interrupt = new OnInterrupt();
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(interrupt::run));
        return interrupt;
    }

    void doThis(Runnable next) {
        action.set(next);
    }

    void doNothing() {
        action.set(() -> {});
    }

    private void run() {
        Objects.requireNonNull(action.getAndSet(() -> {})).run();
    }
}
