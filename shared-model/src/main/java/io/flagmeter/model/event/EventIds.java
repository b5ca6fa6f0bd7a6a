package io.flagmeter.model.event;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.SplittableRandom;
import java.util.UUID;

/** Ids for events whose sender gave none: UUID version 7 (RFC 9562, section 5.7). */
final class EventIds {

    // Seeded per thread from the system: two processes must not draw the same numbers, and
    // SecureRandom itself would cost a lock per event.
    private static final ThreadLocal<SplittableRandom> RANDOM =
            ThreadLocal.withInitial(() -> new SplittableRandom(new SecureRandom().nextLong()));

    private EventIds() {}

    /** A new id. Ids grow with time, which keeps the newest together in the database's index. */
    static String next(Instant now) {
        SplittableRandom random = RANDOM.get();
        long high = (now.toEpochMilli() << 16) | 0x7000 | (random.nextInt() & 0x0FFF);
        long low = (random.nextLong() >>> 2) | 0x8000_0000_0000_0000L;
        return new UUID(high, low).toString();
    }
}
