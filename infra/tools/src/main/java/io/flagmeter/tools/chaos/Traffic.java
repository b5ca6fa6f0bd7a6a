package io.flagmeter.tools.chaos;

import io.flagmeter.tools.SentEvent;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** The events one client makes up: who uses what, how much, when, and how many in a request. */
final class Traffic {
    private static final int MOST_IN_A_BATCH = 50;
    private static final int MOST_TOKENS = 5_000;

    /** Of an event. */
    static final int MEAN_TOKENS = MOST_TOKENS / 2;

    private static final Duration OLDEST = Duration.ofHours(26);

    private final String prefix;
    private final int tenants;
    private final int features;
    private final Random random;
    private final InstantSource clock;
    private long made;

    /**
     * @param prefix begins every id, and belongs to nobody else
     */
    Traffic(String prefix, int tenants, int features, Random random, InstantSource clock) {
        this.prefix = prefix;
        this.tenants = tenants;
        this.features = features;
        this.random = random;
        this.clock = clock;
    }

    /** The events of the next request: mostly one. */
    List<SentEvent> next() {
        int size = random.nextInt(10) < 7 ? 1 : 2 + random.nextInt(MOST_IN_A_BATCH - 1);
        return IntStream.range(0, size).mapToObj(ignored -> event()).toList();
    }

    /** Whether a client sends again what was acknowledged, as one does that forgot. */
    boolean forgets() {
        return random.nextInt(50) == 0;
    }

    static String tenant(int number) {
        return "chaos-" + number;
    }

    private SentEvent event() {
        made++;
        return new SentEvent(
                Dialect.id(prefix, made),
                tenant(random.nextInt(tenants)),
                "feature-" + random.nextInt(features),
                random.nextInt(MOST_TOKENS),
                time());
    }

    /** Mostly now; some reach back into other minutes, and into yesterday's partition. */
    private Instant time() {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        return random.nextInt(10) == 0 ? now.minusMillis(random.nextLong(OLDEST.toMillis())) : now;
    }
}
