package io.flagmeter.alerting.outbox;

import io.flagmeter.alerting.http.DeliveryResult;
import io.flagmeter.alerting.outbox.Delivery.Endpoint;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Decides what becomes of a claim after an attempt; asks neither the clock nor the database. */
public record ConcludeAttempt(RetrySchedule schedule) {

    /** Slack takes one message a second and webhook (docs.slack.dev, "Rate limits"). */
    private static final Duration SLACK_PACE = Duration.ofSeconds(1);

    /**
     * What becomes of a claim.
     *
     * @param freeAt when the next message may go to the URL
     * @param failures of the URL in a row, 0 if it is well
     */
    public record Conclusion(List<Concluded> deliveries, Instant freeAt, int failures) {

        public Conclusion {
            deliveries = List.copyOf(deliveries);
        }
    }

    /** What becomes of one delivery of it. */
    public record Concluded(Delivery delivery, State state) {}

    /** The state after the attempt. */
    public sealed interface State {

        record Delivered() implements State {}

        record Pending(Instant dueAt) implements State {}

        record Dead() implements State {}
    }

    public Conclusion conclude(ClaimedDeliveries claim, DeliveryResult result, Instant now) {
        Duration pace = pace(claim.endpoint().kind());
        Duration pause = longer(result.retryAfter().orElse(Duration.ZERO), pace);
        return switch (result.kind()) {
            case DELIVERED -> all(claim, _ -> new State.Delivered(), now.plus(pace), 0);
            case REFUSED, GONE -> all(claim, _ -> new State.Dead(), now.plus(pace), 0);
            case BUSY -> all(claim, d -> busy(d, result.retryAfter(), now), now.plus(pause), 0);
            case FAILING -> {
                int failures = claim.failures() + 1;
                Instant freeAt = now.plus(longer(Breaker.pause(failures), pause));
                yield all(claim, d -> failed(d, now), freeAt, failures);
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

    private static Conclusion all(
            ClaimedDeliveries claim,
            Function<Delivery, State> state,
            Instant freeAt,
            int failures) {
        return new Conclusion(
                claim.deliveries().stream().map(d -> new Concluded(d, state.apply(d))).toList(),
                freeAt,
                failures);
    }

    private static Duration pace(Endpoint.Kind kind) {
        return switch (kind) {
            case SLACK -> SLACK_PACE;
            case WEBHOOK -> Duration.ZERO;
        };
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }
}
