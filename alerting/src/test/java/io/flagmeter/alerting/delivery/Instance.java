package io.flagmeter.alerting.delivery;

import io.flagmeter.alerting.http.PostMessage;
import io.flagmeter.alerting.message.ReadNotices;
import io.flagmeter.alerting.outbox.ClaimDeliveries;
import io.flagmeter.alerting.outbox.ClaimedDeliveries;
import io.flagmeter.alerting.outbox.RecordAttempt;
import io.flagmeter.alerting.testing.Targets;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Optional;
import javax.sql.DataSource;

/** The service without its loop: a test says when it works. */
final class Instance {

    /** One for all: it takes longer to make than a message to send. */
    private static final Vertx VERTX = Vertx.vertx();

    final MeterRegistry registry = new SimpleMeterRegistry();
    final ClaimDeliveries claims;
    private final ReadNotices readNotices;
    private final DeliverClaim deliverClaim;

    Instance(DataSource source, Clock clock) {
        this(source, clock, Targets.LOCAL);
    }

    Instance(DataSource source, Clock clock, Targets targets) {
        claims = new ClaimDeliveries(source, clock, targets);
        readNotices = new ReadNotices(source);
        deliverClaim =
                new DeliverClaim(
                        readNotices,
                        new PostMessage(VERTX, targets, clock),
                        () -> "http://localhost:8080/usage/{tenant}",
                        new RecordAttempt(source),
                        new DeliveryMetrics(registry),
                        clock);
    }

    /** As an instance does that dies before it writes down what it sent. */
    void sendOnly(ClaimedDeliveries claim) throws SQLException {
        deliverClaim.send(claim, readNotices.read(claim.deliveries()));
    }

    /** Delivers what can be claimed now; how many requests that took. */
    int work() throws SQLException {
        int requests = 0;
        for (Optional<ClaimedDeliveries> claim = claims.claim();
                claim.isPresent();
                claim = claims.claim()) {
            deliverClaim.deliver(claim.get());
            requests++;
        }
        return requests;
    }
}
