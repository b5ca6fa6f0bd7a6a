package io.flagmeter.api.queue;

import io.flagmeter.model.event.EventCodec;
import io.flagmeter.model.event.InvalidEventException;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What waits, as last sampled.
 *
 * @param lagSeconds age of the oldest event that is not yet counted, 0 if none waits; null if
 *     Valkey cannot be reached
 */
public record QueueState(long queued, long inFlight, @Nullable Double lagSeconds) {

    static final QueueState UNKNOWN = new QueueState(0, 0, null);

    static QueueState of(QueueSnapshot snapshot, Instant now) {
        return new QueueState(snapshot.queued(), snapshot.inFlight(), lag(snapshot, now));
    }

    /** This state after a sample that failed: the figures stay, their age is unknown. */
    QueueState unreachable() {
        return new QueueState(queued, inFlight, null);
    }

    private static double lag(QueueSnapshot snapshot, Instant now) {
        Stream<QueueSnapshot.@Nullable Payload> oldest =
                Stream.concat(
                        Stream.of(snapshot).map(QueueSnapshot::oldest),
                        snapshot.batches().stream().map(QueueSnapshot.ClaimedBatch::oldest));
        long millis =
                oldest.mapToLong(payload -> payload == null ? 0 : age(payload, now))
                        .max()
                        .orElse(0);
        return millis / 1000.0;
    }

    private static long age(QueueSnapshot.Payload payload, Instant now) {
        try {
            Instant received = EventCodec.decode(payload.bytes()).received();
            return Math.max(0, Duration.between(received, now).toMillis());
        } catch (InvalidEventException e) {
            // Not an event, so it will never be counted: the worker puts it aside.
            return 0;
        }
    }
}
