package io.flagmeter.worker;

import io.flagmeter.worker.queue.Claim;
import io.flagmeter.worker.rollup.Batch;

/**
 * A batch that this worker has claimed, and decoded. Closed like its claim.
 *
 * @param round see {@link io.flagmeter.worker.queue.ValkeyQueue#round}
 */
record TakenBatch(Claim claim, Batch batch, int round) implements AutoCloseable {

    static TakenBatch of(Claim claim, int round) {
        return new TakenBatch(claim, Batch.decode(claim.batchId(), claim.payloads()), round);
    }

    /** Whether events were left for the next batch. */
    boolean moreWait() {
        return claim.moreWait();
    }

    @Override
    public void close() {
        claim.close();
    }
}
