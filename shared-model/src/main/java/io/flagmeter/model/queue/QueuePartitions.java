package io.flagmeter.model.queue;

import java.util.List;
import java.util.stream.IntStream;

/**
 * The partitions that the queue is split into, by tenant. Each lies on one node of a cluster.
 *
 * @param count a power of two from 1 to 64, so that no two partitions share a {@link TenantBucket}
 */
public record QueuePartitions(int count) {

    /** The environment variable that tells how many there are. */
    public static final String VARIABLE = "FLAGMETER_QUEUE_PARTITIONS";

    /** String: the largest count that a worker has ever drained by. */
    public static final String LARGEST = "flagmeter:{0}:partitions";

    public QueuePartitions {
        if (count < 1 || count > TenantBucket.COUNT || Integer.bitCount(count) != 1) {
            throw new IllegalArgumentException(
                    "%s must be a power of two from 1 to %d, is %d"
                            .formatted(VARIABLE, TenantBucket.COUNT, count));
        }
    }

    /**
     * Refuses a count that would leave events behind, which nobody would drain or miss.
     *
     * @param largest as kept under {@link #LARGEST}
     * @throws IllegalArgumentException with a sentence for the operator
     */
    public void requireAll(long largest) {
        if (largest > count) {
            throw new IllegalArgumentException(
                    "%s is %d, but the queue has been split into %d: it can be raised, not lowered"
                            .formatted(VARIABLE, count, largest));
        }
    }

    /** The partition that a tenant's events take, 0 to count - 1. */
    public int of(String tenant) {
        return count == 1 ? 0 : TenantBucket.of(tenant) % count;
    }

    /** The keys of each partition, in the order of their numbers. */
    public List<QueueKeys> keys() {
        return IntStream.range(0, count).mapToObj(QueueKeys::new).toList();
    }
}
