package io.flagmeter.worker.rollup;

import io.flagmeter.model.event.DeadLetter;
import io.flagmeter.model.event.UsageEvent;
import java.time.LocalDate;
import java.time.ZoneOffset;

/**
 * An event as it came from the queue.
 *
 * @param day the UTC day of its timestamp: the partition of the raw log that it belongs to
 * @param payload the bytes it was decoded from, which are what a dead letter keeps
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record QueuedEvent(UsageEvent event, LocalDate day, byte[] payload) {

    static QueuedEvent of(UsageEvent event, byte[] payload) {
        return new QueuedEvent(
                event, LocalDate.ofInstant(event.timestamp(), ZoneOffset.UTC), payload);
    }

    /** What makes two events the same. */
    Key key() {
        return new Key(event.tenant(), event.id());
    }

    /** The same event, counted as another feature. */
    QueuedEvent as(String feature) {
        var renamed =
                new UsageEvent(
                        event.id(),
                        event.tenant(),
                        feature,
                        event.tokens(),
                        event.timestamp(),
                        event.received(),
                        event.parts());
        return new QueuedEvent(renamed, day, payload);
    }

    DeadLetter dead(String reason) {
        return new DeadLetter(reason, payload);
    }

    record Key(String tenant, String id) implements Comparable<Key> {

        @Override
        public int compareTo(Key other) {
            int byTenant = tenant.compareTo(other.tenant);
            return byTenant != 0 ? byTenant : id.compareTo(other.id);
        }
    }
}
