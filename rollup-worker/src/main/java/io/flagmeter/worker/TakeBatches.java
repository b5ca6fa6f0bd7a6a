package io.flagmeter.worker;

import io.flagmeter.worker.queue.ValkeyQueue;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Takes batches from the queue, and the next one already while this one is applied: PostgreSQL then
 * need not wait for Valkey and for the decoding. Only where one left events behind; so a worker
 * holds two batches at most.
 */
final class TakeBatches {

    private static final Executor THREADS = Thread::startVirtualThread;

    private final ValkeyQueue queue;
    private @Nullable CompletableFuture<Optional<TakenBatch>> ahead;

    TakeBatches(ValkeyQueue queue) {
        this.queue = queue;
    }

    /** The next batch, empty if nothing waits. */
    Optional<TakenBatch> next() {
        Optional<TakenBatch> taken = ahead == null ? take() : taken(ahead);
        if (taken.isPresent() && taken.get().moreWait()) {
            ahead = CompletableFuture.supplyAsync(this::take, THREADS);
        }
        return taken;
    }

    /** What was taken ahead, if anything; takes no more. */
    Optional<TakenBatch> last() {
        return ahead == null ? Optional.empty() : taken(ahead);
    }

    private Optional<TakenBatch> take() {
        return queue.claim().map(claim -> TakenBatch.of(claim, queue.round()));
    }

    private Optional<TakenBatch> taken(CompletableFuture<Optional<TakenBatch>> future) {
        ahead = null;
        try {
            return future.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }
}
