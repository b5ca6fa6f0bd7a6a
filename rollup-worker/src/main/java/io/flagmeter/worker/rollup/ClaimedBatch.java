package io.flagmeter.worker.rollup;

import io.flagmeter.model.event.DeadLetter;
import io.flagmeter.model.event.EventCodec;
import io.flagmeter.model.event.InvalidEventException;
import io.flagmeter.model.queue.Stump;
import io.flagmeter.worker.queue.Claim;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A batch that this worker has claimed, decoded. Closed like its claim.
 *
 * @param round see {@link io.flagmeter.worker.queue.ValkeyQueue#round}
 * @param events what could be decoded, oldest first
 * @param malformed what could not
 */
public record ClaimedBatch(
        Claim claim, int round, List<QueuedEvent> events, List<DeadLetter> malformed)
        implements AutoCloseable {

    /** Decodes what a claim holds. */
    public static ClaimedBatch decode(Claim claim, int round) {
        List<byte[]> payloads = claim.payloads();
        var events = new ArrayList<QueuedEvent>(payloads.size());
        var malformed = new ArrayList<DeadLetter>();
        for (byte[] payload : payloads) {
            Optional<Stump> stump = Stump.of(payload);
            if (stump.isPresent()) {
                malformed.add(DeadLetter.of(stump.get()));
                continue;
            }
            try {
                events.add(QueuedEvent.of(EventCodec.decode(payload), payload));
            } catch (InvalidEventException e) {
                malformed.add(new DeadLetter(e.reason(), payload));
            }
        }
        return new ClaimedBatch(claim, round, events, malformed);
    }

    /** The same for every delivery of the batch. */
    public String id() {
        return claim.batchId();
    }

    @Override
    public void close() {
        claim.close();
    }
}
