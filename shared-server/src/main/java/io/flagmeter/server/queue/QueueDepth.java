package io.flagmeter.server.queue;

import io.flagmeter.model.queue.QueuePartitions;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.concurrent.atomic.AtomicLongArray;

/** How many events wait in Valkey, as last seen, and whether more may come. */
@Singleton
class QueueDepth {

    private final long bound;
    private final AtomicLongArray depths;
    private volatile long depth;

    @Inject
    QueueDepth(QueueConfig config, QueuePartitions partitions) {
        this(config.maxQueuedEvents(), partitions.count());
    }

    QueueDepth(long bound, int partitions) {
        this.bound = bound;
        this.depths = new AtomicLongArray(partitions);
    }

    void seen(int partition, long events) {
        depths.set(partition, events);
        long sum = 0;
        for (int i = 0; i < depths.length(); i++) {
            sum += depths.get(i);
        }
        depth = sum;
    }

    boolean isFull() {
        return depth >= bound;
    }
}
