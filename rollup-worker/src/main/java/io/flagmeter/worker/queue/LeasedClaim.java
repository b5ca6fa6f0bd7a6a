package io.flagmeter.worker.queue;

import java.time.Duration;
import java.util.List;

/** A claim that Valkey granted. */
final class LeasedClaim implements Claim {

    private final QueuePartition partition;
    private final String batchId;
    private final List<byte[]> payloads;
    private final boolean moreWait;
    private final long askedAt;
    private boolean acknowledged;

    /**
     * A claim of that partition.
     *
     * @param askedAt when it was asked for, by {@link System#nanoTime}: the lease runs from some
     *     moment after that, and the answer may have been long on its way
     */
    LeasedClaim(
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

    @Override
    public String batchId() {
        return batchId;
    }

    @Override
    public List<byte[]> payloads() {
        return payloads;
    }

    @Override
    public boolean moreWait() {
        return moreWait;
    }

    @Override
    public Duration age() {
        return Duration.ofNanos(System.nanoTime() - askedAt);
    }

    @Override
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
