package io.flagmeter.alerting.outbox;

import java.time.Instant;
import java.util.List;

/**
 * What becomes of a claim.
 *
 * @param freeAt when the next message may go to the URL
 * @param failures of the URL in a row, 0 if it is well
 */
public record Settlement(List<Settled> deliveries, Instant freeAt, int failures) {

    /** What becomes of one delivery of it. */
    public record Settled(Delivery delivery, State state) {}

    /** The state after the attempt. */
    public sealed interface State {

        record Delivered() implements State {}

        record Pending(Instant dueAt) implements State {}

        record Dead() implements State {}
    }

    public Settlement {
        deliveries = List.copyOf(deliveries);
    }
}
