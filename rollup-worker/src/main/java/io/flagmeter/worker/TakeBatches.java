package io.flagmeter.worker;

import io.flagmeter.worker.queue.ValkeyQueue;
import io.flagmeter.worker.rollup.ClaimedBatch;
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
    private @Nullable CompletableFuture<Optional<ClaimedBatch>> ahead;

    TakeBatches(ValkeyQueue queue) {
        this.queue = queue;
    }

    /** The next batch, empty if nothing waits. */
    Optional<ClaimedBatch> next() {
        Optional<ClaimedBatch> taken = ahead == null ? take() : taken(ahead);
        if (taken.isPresent() && taken.get().claim().moreWait()) {
            ahead = CompletableFuture.supplyAsync(this::take, THREADS);
        }
        return taken;
    }

    /** What was taken ahead, if anything; takes no more. */
    Optional<ClaimedBatch> last() {
        return ahead == null ? Optional.empty() : taken(ahead);
    }

    private Optional<ClaimedBatch> take() {
        return queue.claim().map(claim -> ClaimedBatch.decode(claim, queue.round()));
    }

    private Optional<ClaimedBatch> taken(CompletableFuture<Optional<ClaimedBatch>> future) {
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
