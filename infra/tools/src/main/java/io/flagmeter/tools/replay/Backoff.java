package io.flagmeter.tools.replay;

import java.net.http.HttpHeaders;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/** The pauses of one request's retries: doubling, with jitter, within a budget. */
final class Backoff {
    static final Duration BUDGET = Duration.ofSeconds(60);
    private static final Duration LONGEST = Duration.ofSeconds(5);

    private final Instant deadline;
    private Duration ceiling = Duration.ofMillis(200);

    Backoff(Instant firstFailure) {
        deadline = firstFailure.plus(BUDGET);
    }

    /** The next pause, or empty if it would end after the budget. */
    Optional<Duration> next(Instant now, Optional<Duration> retryAfter) {
        Duration pause = retryAfter.map(after -> after.plus(jitter(after))).orElseGet(this::grow);
        return now.plus(pause).isAfter(deadline) ? Optional.empty() : Optional.of(pause);
    }

    /** {@code Retry-After} in seconds; a date there is left to the ordinary back-off. */
    static Optional<Duration> retryAfter(HttpHeaders headers) {
        return headers.firstValue("Retry-After")
                .filter(value -> value.matches("\\d{1,9}"))
                .map(value -> Duration.ofSeconds(Long.parseLong(value)));
    }

    private Duration grow() {
        Duration half = ceiling.dividedBy(2);
        Duration pause = half.plusNanos(ThreadLocalRandom.current().nextLong(half.toNanos()));
        Duration doubled = ceiling.multipliedBy(2);
        ceiling = doubled.compareTo(LONGEST) < 0 ? doubled : LONGEST;
        return pause;
    }

    /** Never earlier than told, and not all clients in the same instant. */
    private static Duration jitter(Duration after) {
        long most = Math.max(1, after.toNanos() / 10);
        return Duration.ofNanos(ThreadLocalRandom.current().nextLong(most));
    }
}
