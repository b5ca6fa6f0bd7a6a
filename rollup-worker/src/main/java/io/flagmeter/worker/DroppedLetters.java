package io.flagmeter.worker;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.jboss.logging.Logger;

/** Counts the dead letters for which there was no room, and says so now and then. */
@Singleton
class DroppedLetters {

    private static final Logger LOG = Logger.getLogger(DroppedLetters.class);

    /** A flood of them need not be a flood of lines. */
    private static final Duration QUIET = Duration.ofSeconds(10);

    private final Counter dropped;
    private long untold;
    private long told;

    DroppedLetters(MeterRegistry registry) {
        this.dropped = registry.counter("flagmeter.dead.letters.dropped");
    }

    /** Called by the loop that drains, and by nobody else. */
    void add(long letters) {
        dropped.increment((double) letters);
        untold += letters;
        long now = System.nanoTime();
        if (untold > 0 && (told == 0 || now - told > QUIET.toNanos())) {
            LOG.warnf(
                    "%d dead letters were not kept, the list is full: see GET /dead-letters,"
                            + " FLAGMETER_DEAD_LETTERS_MAX and _MAX_BYTES",
                    untold);
            untold = 0;
            told = now;
        }
    }
}
