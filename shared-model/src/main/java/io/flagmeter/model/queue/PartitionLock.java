package io.flagmeter.model.queue;

/**
 * The advisory lock under which the batches of a queue partition, and changes of a tenant's
 * settings, come one after the other. Its second key is the partition.
 */
public final class PartitionLock {

    /** First key of our advisory locks: "FLAG" in ASCII. */
    public static final int SPACE = 0x464C4147;

    private PartitionLock() {}
}
