package io.flagmeter.alerting.outbox;

import io.flagmeter.model.outbox.DeliveryEvent;
import io.flagmeter.model.outbox.DeliveryState;
import io.flagmeter.model.outbox.Outbox;

/** Which deliveries can be made, in SQL over {@code alert_deliveries d, alert_endpoints e}. */
final class Deliverable {

    static final String PENDING = "d.state = " + DeliveryState.PENDING.sql();

    /** The endpoint of a delivery, which may be there for every tenant. */
    static final String ITS_ENDPOINT =
            "e.id = d.endpoint_id AND e.tenant IN (d.tenant, '%s')".formatted(Outbox.EVERY_TENANT);

    /** A test may go to a disabled endpoint: that is how to see whether it is well again. */
    static final String TAKEN = "(e.enabled OR d.event = %s)".formatted(DeliveryEvent.TEST.sql());

    private Deliverable() {}
}
