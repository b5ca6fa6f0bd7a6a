package io.flagmeter.worker.queue;

/**
 * How much a claim and the dead-letter list may hold.
 *
 * @param events most events of a claim
 * @param bytes most bytes of a claim's events together; the first one may be larger
 * @param letters most dead letters of all partitions together
 * @param letterBytes most memory of Valkey that they may take
 */
public record QueueBounds(int events, long bytes, long letters, long letterBytes) {

    /** As much of the dead letters as each of some partitions may have. */
    QueueBounds shared(int partitions) {
        return new QueueBounds(
                events,
                bytes,
                Math.ceilDiv(letters, partitions),
                Math.ceilDiv(letterBytes, partitions));
    }
}
