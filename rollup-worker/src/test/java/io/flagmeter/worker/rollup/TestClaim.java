package io.flagmeter.worker.rollup;

import io.flagmeter.worker.queue.Claim;
import java.time.Duration;
import java.util.List;

/** A claim without a queue, of that age. */
record TestClaim(String batchId, List<byte[]> payloads, Duration age) implements Claim {

    static ClaimedBatch batch(String batchId, List<byte[]> payloads) {
        return batch(batchId, payloads, Duration.ZERO);
    }

    static ClaimedBatch batch(String batchId, List<byte[]> payloads, Duration age) {
        return ClaimedBatch.decode(new TestClaim(batchId, payloads, age), 0);
    }

    @Override
    public boolean moreWait() {
        return false;
    }

    @Override
    public long acknowledge(List<byte[]> deadLetters) {
        return 0;
    }

    @Override
    public void close() {
        // Nothing waits for it.
    }
}
