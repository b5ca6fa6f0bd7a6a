package io.flagmeter.alerting.delivery;

import io.flagmeter.alerting.outbox.ClaimedDeliveries;
import io.flagmeter.alerting.outbox.Delivery;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.logging.MDC;

/**
 * Which alerts and deliveries the lines of the log speak of; a digest's are separated by commas.
 */
final class LogContext {

    private static final String ALERT_ID = "alertId";
    private static final String DELIVERY_ID = "deliveryId";

    private LogContext() {}

    /** For all that this thread logs from now on; it delivers this claim and ends. */
    static void put(ClaimedDeliveries claim) {
        MDC.put(DELIVERY_ID, joined(claim.deliveries().stream().map(Delivery::id)));
        String alerts =
                joined(
                        claim.deliveries().stream()
                                .map(Delivery::alertId)
                                .flatMap(Optional::stream));
        // A test message is about no alert.
        if (!alerts.isEmpty()) {
            MDC.put(ALERT_ID, alerts);
        }
    }

    private static String joined(Stream<UUID> ids) {
        return ids.distinct().map(UUID::toString).collect(Collectors.joining(","));
    }
}
