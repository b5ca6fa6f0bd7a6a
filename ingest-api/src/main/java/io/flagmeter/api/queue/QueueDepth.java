package io.flagmeter.api.queue;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/** How many events wait in Valkey, as last seen, and whether more may come. */
@Singleton
class QueueDepth {

    private final long bound;
    private volatile long depth;

    @Inject
    QueueDepth(QueueConfig config) {
        this(config.maxQueuedEvents());
    }

    QueueDepth(long bound) {
        this.bound = bound;
    }

    void seen(long events) {
        depth = events;
    }

    boolean isFull() {
        return depth >= bound;
    }
}
