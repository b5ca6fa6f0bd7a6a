package io.flagmeter.bench;

import io.flagmeter.embedded.ValkeyConnection;
import io.flagmeter.model.event.EventCodec;
import io.flagmeter.model.event.UsageEvent;
import io.flagmeter.model.queue.QueueKeys;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.SplittableRandom;
import java.util.UUID;

/** A queue as it is after the worker was away for a minute. */
final class Backlog {

    private static final Duration SPAN = Duration.ofMinutes(1);
    private static final int PUSH = 5_000;

    private final SplittableRandom random = new SplittableRandom(7);

    /** Puts that many events of many tenants and features on the list, the oldest first. */
    void fill(ValkeyConnection valkey, int events) throws IOException {
        Instant start = Instant.now().minus(SPAN);
        var payloads = new ArrayList<byte[]>(PUSH);
        for (int i = 0; i < events; i++) {
            payloads.add(
                    EventCodec.encode(event(start.plus(SPAN.multipliedBy(i).dividedBy(events)))));
            if (payloads.size() == PUSH || i == events - 1) {
                valkey.leftPush(QueueKeys.DEFAULT.events(), payloads);
                payloads.clear();
            }
        }
    }

    private UsageEvent event(Instant time) {
        return new UsageEvent(
                id(time),
                "backlog-%03d".formatted(random.nextInt(EventRequests.TENANTS)),
                "model-" + random.nextInt(EventRequests.FEATURES),
                random.nextInt(1, 4_000),
                time,
                time);
    }

    /** A UUID of version 7, as the API gives to events without an id. */
    private String id(Instant time) {
        long high = (time.toEpochMilli() << 16) | 0x7000 | random.nextInt(0x1000);
        long low = (random.nextLong() >>> 2) | 0x8000_0000_0000_0000L;
        return new UUID(high, low).toString();
    }
}
