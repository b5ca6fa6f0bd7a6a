package io.flagmeter.alerting.outbox;

import io.flagmeter.alerting.http.DeliveryResult;
import java.time.Duration;
import java.time.Instant;

/** One request that was made, or could not be. */
public record Attempt(Instant startedAt, Duration duration, DeliveryResult result) {}
