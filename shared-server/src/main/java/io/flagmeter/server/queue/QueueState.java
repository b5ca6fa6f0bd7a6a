package io.flagmeter.server.queue;

import io.flagmeter.model.event.EventCodec;
import io.flagmeter.model.event.InvalidEventException;
import io.flagmeter.server.queue.QueueSnapshot.BatchInFlight;
import io.flagmeter.server.queue.QueueSnapshot.Payload;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
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

    static QueueState of(List<QueueSnapshot> partitions, Instant now) {
        return new QueueState(
                partitions.stream().mapToLong(QueueSnapshot::queued).sum(),
                partitions.stream().mapToLong(QueueSnapshot::inFlight).sum(),
                lag(partitions, now));
    }

    /** This state after a sample that failed: the figures stay, their age is unknown. */
    QueueState unreachable() {
        return new QueueState(queued, inFlight, null);
    }

    private static double lag(List<QueueSnapshot> partitions, Instant now) {
        long millis =
                partitions.stream()
                        .flatMap(QueueState::oldest)
                        .mapToLong(payload -> age(payload, now))
                        .max()
                        .orElse(0);
        return millis / 1000.0;
    }

    private static Stream<Payload> oldest(QueueSnapshot partition) {
        return Stream.concat(
                        Stream.of(partition).map(QueueSnapshot::oldest),
                        partition.batches().stream().map(BatchInFlight::oldest))
                .filter(Objects::nonNull);
    }

    private static long age(Payload payload, Instant now) {
        try {
            Instant received = EventCodec.decode(payload.bytes()).received();
            return Math.max(0, Duration.between(received, now).toMillis());
        } catch (InvalidEventException e) {
            // Not an event, so it will never be counted: the worker puts it aside.
            return 0;
        }
    }
}
