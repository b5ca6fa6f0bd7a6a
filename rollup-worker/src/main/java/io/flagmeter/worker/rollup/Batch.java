package io.flagmeter.worker.rollup;

import io.flagmeter.model.event.DeadLetter;
import io.flagmeter.model.event.EventCodec;
import io.flagmeter.model.event.InvalidEventException;
import io.flagmeter.model.queue.Stump;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A claimed batch, decoded.
 *
 * @param id the same for every delivery of the batch
 * @param events what could be decoded, oldest first
 * @param malformed what could not
 */
public record Batch(String id, List<QueuedEvent> events, List<DeadLetter> malformed) {

    /** Reads the payloads of a claim, oldest first. */
    public static Batch decode(String id, List<byte[]> payloads) {
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
        return new Batch(id, events, malformed);
    }
}
