package io.flagmeter.worker;

import io.flagmeter.worker.queue.ValkeyQueue;
import io.flagmeter.worker.rollup.ClaimedBatch;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Takes batches from the queue, and the next one already while this one is applied: PostgreSQL then
 * need not wait for Valkey and for the decoding. Only where one left events behind; so a worker
 * holds two batches at most.
 *
 * <p>Where all is taken it lets some events gather, because a transaction costs the same for one as
 * for a hundred.
 */
@Singleton
class TakeBatches {

    /** How long an idle worker waits before it looks for expired leases and for its stop. */
    private static final Duration IDLE_WAIT = Duration.ofSeconds(1);

    private static final Executor THREADS = Thread::startVirtualThread;

    private final ValkeyQueue queue;
    private final Duration linger;
    private final BackOff backOff;
    private @Nullable CompletableFuture<Optional<ClaimedBatch>> ahead;
    private int round;
    private boolean moreInRound;

    TakeBatches(ValkeyQueue queue, WorkerConfig config, BackOff backOff) {
        this.queue = queue;
        this.linger = config.linger();
        this.backOff = backOff;
    }

    /** The next batch; empty if nothing waited, and then some time has passed. */
    Optional<ClaimedBatch> next() {
        Optional<ClaimedBatch> taken = ahead == null ? take() : taken(ahead);
        if (taken.isEmpty()) {
            queue.awaitEvents(IDLE_WAIT);
            backOff.pause(linger);
        } else if (taken.get().claim().moreWait()) {
            ahead = CompletableFuture.supplyAsync(this::take, THREADS);
        }
        return taken;
    }

    /** What was taken ahead, if anything; takes no more. */
    Optional<ClaimedBatch> last() {
        return ahead == null ? Optional.empty() : taken(ahead);
    }

    /** Waits a little after that batch, if it ended a round of all partitions that left nothing. */
    void linger(ClaimedBatch batch) {
        moreInRound |= batch.claim().moreWait();
        if (batch.round() == round) {
            return;
        }
        boolean emptied = !moreInRound;
        round = batch.round();
        moreInRound = false;
        if (emptied) {
            backOff.pause(linger);
        }
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
