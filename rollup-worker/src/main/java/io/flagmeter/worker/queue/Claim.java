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

    private final Partition partition;
    private final String batchId;
    private final List<byte[]> payloads;
    private final long claimedAt = System.nanoTime();
    private boolean acknowledged;

    Claim(Partition partition, String batchId, List<byte[]> payloads) {
        this.partition = partition;
        this.batchId = batchId;
        this.payloads = payloads;
    }

    public String batchId() {
        return batchId;
    }

    /** The payloads, oldest first; the same for every claim of this batch. */
    public List<byte[]> payloads() {
        return payloads;
    }

    /** How long ago this worker claimed, by a clock that goes on while the process is stopped. */
    public Duration age() {
        return Duration.ofNanos(System.nanoTime() - claimedAt);
    }

    /**
     * Deletes the batch and files its dead letters, both at once. Whoever acknowledges second,
     * after a lease was taken over, changes nothing.
     *
     * @throws QueueUnavailableException if Valkey did not confirm; the batch will then be delivered
     *     again
     */
    public void acknowledge(List<byte[]> deadLetters) {
        partition.acknowledge(batchId, deadLetters);
        acknowledged = true;
    }

    @Override
    public void close() {
        if (!acknowledged) {
            partition.release(batchId);
        }
    }
}
