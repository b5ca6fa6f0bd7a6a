package io.flagmeter.alerting.outbox;

import java.util.List;

/**
 * Deliveries that go in one request, to one URL that nobody else is sending to meanwhile.
 *
 * @param failures of the URL, in a row
 * @param deliveries at least one; several make a digest
 */
public record Claim(String lane, int failures, List<Delivery> deliveries) {

    public Claim {
        deliveries = List.copyOf(deliveries);
    }

    public Endpoint endpoint() {
        return deliveries.getFirst().endpoint();
    }
}
