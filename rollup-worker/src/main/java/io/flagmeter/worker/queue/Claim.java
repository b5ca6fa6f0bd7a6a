package io.flagmeter.worker.queue;

import java.time.Duration;
import java.util.List;

/**
 * A batch of events that this worker holds under a lease.
 *
 * <p>Closed without being acknowledged, the batch is free at once for the next claim, under the
 * same batch id.
 */
public interface Claim extends AutoCloseable {

    String batchId();

    /** The payloads, oldest first; the same for every claim of this batch. */
    List<byte[]> payloads();

    /** Whether events were left for the next claim. */
    boolean moreWait();

    /**
     * How long ago this worker asked for it, by a clock that goes on while the process is stopped.
     */
    Duration age();

    /**
     * Deletes the batch and files its dead letters, both at once. Whoever acknowledges second,
     * after a lease was taken over, changes nothing.
     *
     * @return how many dead letters found no room
     * @throws QueueUnavailableException if the queue did not confirm; the batch will then be
     *     delivered again
     */
    long acknowledge(List<byte[]> deadLetters);

    @Override
    void close();
}
