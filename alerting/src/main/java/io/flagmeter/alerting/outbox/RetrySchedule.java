package io.flagmeter.alerting.outbox;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * When a delivery is tried again: after 5 s, 30 s, 2 min, 10 min, 30 min, then every hour, until 24
 * h after its first attempt was due. Each pause is up to a tenth longer, so that what failed
 * together does not come back together.
 */
public record RetrySchedule(RandomGenerator random) {

    /** How long a delivery is tried. */
    public static final Duration LONGEST = Duration.ofHours(24);

    private static final List<Duration> PAUSES =
            List.of(
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(30),
                    Duration.ofMinutes(2),
                    Duration.ofMinutes(10),
                    Duration.ofMinutes(30),
                    Duration.ofHours(1));

    /**
     * The next attempt, empty to give up.
     *
     * @param attempts how many were made, at least 1
     * @param since when the first one was due
     */
    public Optional<Instant> next(int attempts, Instant since, Instant now) {
        return after(PAUSES.get(Math.min(attempts, PAUSES.size()) - 1), since, now);
    }

    /** The next attempt after a pause that the receiver asked for, empty to give up. */
    public Optional<Instant> after(Duration pause, Instant since, Instant now) {
        Instant next = now.plus(pause).plusMillis(random.nextLong(pause.toMillis() / 10 + 1));
        return next.isAfter(since.plus(LONGEST)) ? Optional.empty() : Optional.of(next);
    }
}
