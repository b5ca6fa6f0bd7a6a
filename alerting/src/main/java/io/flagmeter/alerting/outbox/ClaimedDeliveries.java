package io.flagmeter.alerting.outbox;

import io.flagmeter.alerting.outbox.Delivery.Endpoint;
import io.flagmeter.alerting.outbox.Destinations.Destination;
import io.flagmeter.model.outbox.DeliveryEvent;
import java.util.List;

/**
 * Deliveries that go in one request, to one URL that nobody else is sending to meanwhile.
 *
 * @param destination the URL's hash, see {@link Destinations}
 * @param failures of the URL, in a row
 * @param deliveries at least one; several make a digest
 */
public record ClaimedDeliveries(String destination, int failures, List<Delivery> deliveries) {

    /** Most messages that are sent one by one. */
    private static final int FEW = 10;

    /** Most messages of one digest. */
    static final int MOST = 1000;

    public ClaimedDeliveries {
        deliveries = List.copyOf(deliveries);
    }

    public Endpoint endpoint() {
        return deliveries.getFirst().endpoint();
    }

    /**
     * What goes in the next request: the first that waits, or all that a digest may hold. Many
     * messages for one Slack webhook become one: a channel is no log file.
     */
    static ClaimedDeliveries of(Destination destination, List<Delivery> pending) {
        return new ClaimedDeliveries(destination.id(), destination.failures(), choose(pending));
    }

    private static List<Delivery> choose(List<Delivery> pending) {
        Delivery first = pending.getFirst();
        List<Delivery> several = pending.stream().filter(ClaimedDeliveries::maySummarise).toList();
        return maySummarise(first) && several.size() > FEW ? several : List.of(first);
    }

    /** Programs read the others one by one, and who asked for a test waits for that. */
    private static boolean maySummarise(Delivery delivery) {
        return delivery.endpoint().kind() == Endpoint.Kind.SLACK
                && delivery.event() != DeliveryEvent.TEST;
    }
}
