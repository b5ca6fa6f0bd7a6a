package io.flagmeter.alerting.outbox;

import io.flagmeter.alerting.retry.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalInt;

/**
 * One request that was made, or could not be.
 *
 * @param status of the answer; empty if there was none
 */
public record Attempt(Instant startedAt, Duration duration, OptionalInt status, Verdict verdict) {}
