package io.flagmeter.alerting.delivery;

import io.flagmeter.alerting.outbox.Attempt;
import io.flagmeter.alerting.outbox.Claim;
import io.flagmeter.alerting.outbox.RecordAttempt;
import io.flagmeter.alerting.outbox.SettleClaim;
import io.flagmeter.alerting.outbox.Settlement;
import io.flagmeter.alerting.retry.RetrySchedule;
import io.flagmeter.alerting.retry.Verdict;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import org.jboss.logging.Logger;

/**
 * Sends a claim and writes down what came of it.
 *
 * <p>What a SIGKILL costs: before the message went out, nothing; between that and the commit, a
 * second message with the same id, when the lease has run out.
 */
@Singleton
class DeliverClaim {

    private static final Logger LOG = Logger.getLogger(DeliverClaim.class);

    /** A message that went out and is not written down goes out twice, so this is worth waiting. */
    private static final int RECORD_TRIES = 10;

    private static final long RECORD_PAUSE_NANOS = 1_000_000_000L;

    private final SendClaim sendClaim;
    private final RecordAttempt recordAttempt;
    private final DeliveryMetrics metrics;
    private final Clock clock;
    private final SettleClaim settleClaim =
            new SettleClaim(new RetrySchedule(() -> ThreadLocalRandom.current().nextLong()));

    DeliverClaim(
            SendClaim sendClaim,
            RecordAttempt recordAttempt,
            DeliveryMetrics metrics,
            Clock clock) {
        this.sendClaim = sendClaim;
        this.recordAttempt = recordAttempt;
        this.metrics = metrics;
        this.clock = clock;
    }

    /**
     * Makes one attempt and records it.
     *
     * @throws SQLException if it could not be read or recorded; the claim's lease will run out
     */
    void deliver(Claim claim) throws SQLException {
        Attempt attempt = sendClaim.send(claim);
        Instant now = clock.instant();
        Settlement settlement = settleClaim.settle(claim, attempt.verdict(), now);
        record(claim, attempt, settlement, now);
        metrics.attempted(attempt, settlement, now);
        tell(claim, attempt.verdict());
    }

    private static void tell(Claim claim, Verdict verdict) {
        String whom =
                "%s, for tenant %s"
                        .formatted(claim.endpoint(), claim.deliveries().getFirst().tenant());
        verdict.reason()
                .ifPresentOrElse(
                        reason ->
                                LOG.warnf(
                                        "%s: %s%s",
                                        whom,
                                        reason,
                                        verdict instanceof Verdict.Gone
                                                ? "; it is disabled now"
                                                : ""),
                        () -> LOG.infof("%s: delivered", whom));
    }

    private void record(Claim claim, Attempt attempt, Settlement settlement, Instant now)
            throws SQLException {
        for (int tries = 1; ; tries++) {
            try {
                recordAttempt.record(claim, attempt, settlement, now);
                return;
            } catch (SQLException e) {
                if (tries == RECORD_TRIES) {
                    throw e;
                }
                LOG.warnf("an attempt is not recorded yet: %s", e.getMessage());
                LockSupport.parkNanos(RECORD_PAUSE_NANOS);
            }
        }
    }
}
