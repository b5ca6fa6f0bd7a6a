package io.flagmeter.alerting.outbox;

import java.util.List;

/**
 * Deliveries that go in one request, to one URL that nobody else is sending to meanwhile.
 *
 * @param destination the URL's hash, see {@link Destinations}
 * @param failures of the URL, in a row
 * @param deliveries at least one; several make a digest
 */
public record ClaimedDeliveries(String destination, int failures, List<Delivery> deliveries) {

    public ClaimedDeliveries {
        deliveries = List.copyOf(deliveries);
    }

    public Endpoint endpoint() {
        return deliveries.getFirst().endpoint();
    }
}
