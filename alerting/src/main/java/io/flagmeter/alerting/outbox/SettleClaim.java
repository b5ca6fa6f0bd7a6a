package io.flagmeter.alerting.outbox;

import io.flagmeter.alerting.outbox.Settlement.Settled;
import io.flagmeter.alerting.outbox.Settlement.State;
import io.flagmeter.alerting.retry.Breaker;
import io.flagmeter.alerting.retry.RetrySchedule;
import io.flagmeter.alerting.retry.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;

/** Decides what becomes of a claim; asks neither the clock nor the database. */
public record SettleClaim(RetrySchedule schedule) {

    /** Slack takes one message a second and webhook (docs.slack.dev, "Rate limits"). */
    private static final Duration SLACK_PACE = Duration.ofSeconds(1);

    public Settlement settle(Claim claim, Verdict verdict, Instant now) {
        return switch (verdict) {
            case Verdict.Delivered() ->
                    all(claim, _ -> new State.Delivered(), now.plus(pace(claim)), 0);
            case Verdict.Refused(_), Verdict.Gone(_) ->
                    all(claim, _ -> new State.Dead(), now.plus(pace(claim)), 0);
            case Verdict.Busy(_, Optional<Duration> retryAfter) -> {
                Duration pause = longer(retryAfter, pace(claim));
                yield all(claim, d -> busy(d, retryAfter, now), now.plus(pause), 0);
            }
            case Verdict.Failing(_, Optional<Duration> retryAfter) -> {
                int failures = claim.failures() + 1;
                Duration pause = longer(retryAfter, longer(Breaker.pause(failures), pace(claim)));
                yield all(claim, d -> failed(d, now), now.plus(pause), failures);
            }
        };
    }

    private State busy(Delivery delivery, Optional<Duration> retryAfter, Instant now) {
        return retryAfter
                .map(pause -> pendingOrDead(schedule.after(pause, delivery.since(), now)))
                .orElseGet(() -> failed(delivery, now));
    }

    private State failed(Delivery delivery, Instant now) {
        return pendingOrDead(schedule.next(delivery.attempts() + 1, delivery.since(), now));
    }

    private static State pendingOrDead(Optional<Instant> next) {
        return next.<State>map(State.Pending::new).orElseGet(State.Dead::new);
    }

    private static Settlement all(
            Claim claim, Function<Delivery, State> state, Instant freeAt, int failures) {
        return new Settlement(
                claim.deliveries().stream().map(d -> new Settled(d, state.apply(d))).toList(),
                freeAt,
                failures);
    }

    private static Duration pace(Claim claim) {
        return switch (claim.endpoint().kind()) {
            case SLACK -> SLACK_PACE;
            case WEBHOOK -> Duration.ZERO;
        };
    }

    private static Duration longer(Optional<Duration> one, Duration other) {
        return one.map(duration -> longer(duration, other)).orElse(other);
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }
}
