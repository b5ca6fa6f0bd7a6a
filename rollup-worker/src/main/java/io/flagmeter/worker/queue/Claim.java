package io.flagmeter.worker.queue;

import java.time.Duration;
import java.util.List;

/**
 * A batch of events that this worker holds under a lease.
 *
 * <p>Closed without being acknowledged, the batch is free at once for the next claim, under the
 * same batch id.
 */
public final class Claim implements AutoCloseable {

    private final QueuePartition partition;
    private final String batchId;
    private final List<byte[]> payloads;
    private final boolean moreWait;
    private final long askedAt;
    private boolean acknowledged;

    /**
     * A claim that Valkey granted.
     *
     * @param askedAt when it was asked for, by {@link System#nanoTime}: the lease runs from some
     *     moment after that, and the answer may have been long on its way
     */
    Claim(
            QueuePartition partition,
            String batchId,
            List<byte[]> payloads,
            boolean moreWait,
            long askedAt) {
        this.partition = partition;
        this.batchId = batchId;
        this.payloads = payloads;
        this.moreWait = moreWait;
        this.askedAt = askedAt;
    }

    public String batchId() {
        return batchId;
    }

    /** The payloads, oldest first; the same for every claim of this batch. */
    public List<byte[]> payloads() {
        return payloads;
    }

    /** Whether events were left for the next claim. */
    public boolean moreWait() {
        return moreWait;
    }

    /**
     * How long ago this worker asked for it, by a clock that goes on while the process is stopped.
     */
    public Duration age() {
        return Duration.ofNanos(System.nanoTime() - askedAt);
    }

    /**
     * Deletes the batch and files its dead letters, both at once. Whoever acknowledges second,
     * after a lease was taken over, changes nothing.
     *
     * @return how many dead letters found no room
     * @throws QueueUnavailableException if Valkey did not confirm; the batch will then be delivered
     *     again
     */
    public long acknowledge(List<byte[]> deadLetters) {
        long dropped = partition.acknowledge(batchId, deadLetters);
        acknowledged = true;
        return dropped;
    }

    @Override
    public void close() {
        if (!acknowledged) {
            partition.release(batchId);
        }
    }
}
