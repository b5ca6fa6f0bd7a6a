package io.flagmeter.server.queue;

import io.flagmeter.model.queue.QueuePartitions;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** How many events of ours Valkey has said to have: what it must not fall behind. */
@Singleton
public class HighWater {

    private final AtomicLongArray own;

    /** What was seen when Valkey fell behind; null where it did not. */
    private final AtomicReferenceArray<@Nullable Height> fallen;

    /**
     * How far a partition had come.
     *
     * @param own the most events of ours that it was known to have
     * @param kept how many it still had when it had fallen behind; as many if it has not
     */
    public record Height(long own, long kept) {

        /** Whether it has fallen behind. */
        public boolean fell() {
            return kept < own;
        }

        private Height and(long seen, long found) {
            return new Height(Math.max(own, seen), Math.min(kept, found));
        }
    }

    HighWater(QueuePartitions partitions) {
        this.own = new AtomicLongArray(partitions.count());
        this.fallen = new AtomicReferenceArray<>(partitions.count());
    }

    /** What an answer to a push that is sent now must exceed. */
    long of(int partition) {
        return own.get(partition);
    }

    /**
     * Takes note of the answer to a push. Answers may overtake one another, so each is compared
     * with what was known when its push was sent.
     *
     * @param before as it was then
     * @param after what Valkey counts with the events that were pushed
     */
    void seen(int partition, long before, long after, int pushed) {
        if (after - pushed >= before) {
            own.accumulateAndGet(partition, after, Math::max);
            return;
        }
        long found = after - pushed;
        long known = own.getAndSet(partition, after);
        // Whoever notices later may find new counts there, which say nothing.
        fallen.updateAndGet(
                partition,
                height -> height == null ? new Height(known, found) : height.and(before, found));
    }

    /** The height of each partition, or that from which it fell. */
    public List<Height> heights() {
        return IntStream.range(0, own.length()).mapToObj(this::height).toList();
    }

    private Height height(int partition) {
        Height fall = fallen.get(partition);
        long now = own.get(partition);
        return fall == null ? new Height(now, now) : fall;
    }

    /** Begins anew, for a Valkey that is known to have lost its memory. */
    public void reset(int partition, long events) {
        own.set(partition, events);
        fallen.set(partition, null);
    }
}
