package io.flagmeter.worker;

import io.flagmeter.worker.queue.Claim;
import io.flagmeter.worker.rollup.Batch;

/** A batch that this worker has claimed, and decoded. Closed like its claim. */
record TakenBatch(Claim claim, Batch batch) implements AutoCloseable {

    static TakenBatch of(Claim claim) {
        return new TakenBatch(claim, Batch.decode(claim.batchId(), claim.payloads()));
    }

    int size() {
        return claim.payloads().size();
    }

    @Override
    public void close() {
        claim.close();
    }
}
