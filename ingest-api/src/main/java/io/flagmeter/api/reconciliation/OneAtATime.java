package io.flagmeter.api.reconciliation;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A computation that many may ask for and that costs much: one is under way, all that ask meanwhile
 * share the next. So nobody is told what was true before it asked.
 */
final class OneAtATime<T> {

    private final Callable<T> task;
    private final ReentrantLock turn = new ReentrantLock();
    private @Nullable CompletableFuture<T> next;

    OneAtATime(Callable<T> task) {
        this.task = task;
    }

    /**
     * The result of a computation that has begun since.
     *
     * @throws CompletionException around what the computation threw
     */
    T get() {
        var mine = new CompletableFuture<T>();
        CompletableFuture<T> shared = join(mine);
        if (shared == mine) {
            turn.lock();
            try {
                compute(shared);
            } finally {
                turn.unlock();
            }
        }
        return shared.join();
    }

    /** The next computation, which is mine if nobody else has asked for it. */
    private synchronized CompletableFuture<T> join(CompletableFuture<T> mine) {
        if (next == null) {
            next = mine;
        }
        return next;
    }

    private void compute(CompletableFuture<T> shared) {
        synchronized (this) {
            next = null;
        }
        try {
            shared.complete(task.call());
        } catch (Exception e) {
            shared.completeExceptionally(e);
        }
    }
}
