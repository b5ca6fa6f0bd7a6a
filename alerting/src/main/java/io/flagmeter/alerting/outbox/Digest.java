package io.flagmeter.alerting.outbox;

import io.flagmeter.model.outbox.DeliveryEvent;
import java.util.List;

/** Many messages that wait for one Slack webhook become one: a channel is no log file. */
final class Digest {

    /** Most messages that are sent one by one. */
    private static final int FEW = 10;

    /** Most messages of one digest. */
    static final int MOST = 1000;

    private Digest() {}

    /** What goes in the next request: the first of the list, or all that a digest may hold. */
    static List<Delivery> choose(List<Delivery> pending) {
        Delivery first = pending.getFirst();
        List<Delivery> several = pending.stream().filter(Digest::maySummarise).toList();
        return maySummarise(first) && several.size() > FEW ? several : List.of(first);
    }

    /** Programs read the others one by one, and who asked for a test waits for that. */
    private static boolean maySummarise(Delivery delivery) {
        return delivery.endpoint().kind() == Endpoint.Kind.SLACK
                && delivery.event() != DeliveryEvent.TEST;
    }
}
