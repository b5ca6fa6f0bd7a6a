package io.flagmeter.alerting.delivery;

import io.flagmeter.alerting.http.DeliveryResult;
import io.flagmeter.alerting.http.PostMessage;
import io.flagmeter.alerting.http.PostMessage.Message;
import io.flagmeter.alerting.message.DashboardLink;
import io.flagmeter.alerting.message.Notice;
import io.flagmeter.alerting.message.ReadNotices;
import io.flagmeter.alerting.message.SlackMessage;
import io.flagmeter.alerting.message.WebhookMessage;
import io.flagmeter.alerting.outbox.ClaimedDeliveries;
import io.flagmeter.alerting.outbox.ConcludeAttempt;
import io.flagmeter.alerting.outbox.ConcludeAttempt.Conclusion;
import io.flagmeter.alerting.outbox.RecordAttempt;
import io.flagmeter.alerting.outbox.RecordAttempt.Attempt;
import io.flagmeter.alerting.outbox.RetrySchedule;
import io.flagmeter.model.webhook.WebhookUrl;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import org.jboss.logging.Logger;

/**
 * Sends a claim and writes down what came of it.
 *
 * <p>What a SIGKILL costs: before step 2 has sent the message, the wait until the lease runs out;
 * from there to the commit of step 4, a second message with the same id as well; after it, a count
 * and a line of the log.
 */
@Singleton
class DeliverClaim {

    private static final Logger LOG = Logger.getLogger(DeliverClaim.class);

    /** A message that was sent and is not written down is sent twice, so this is worth waiting. */
    private static final int RECORD_TRIES = 10;

    private static final long RECORD_PAUSE_NANOS = 1_000_000_000L;

    private final ReadNotices readNotices;
    private final PostMessage postMessage;
    private final DashboardLink dashboard;
    private final RecordAttempt recordAttempt;
    private final DeliveryMetrics metrics;
    private final Clock clock;
    private final ConcludeAttempt concludeAttempt =
            new ConcludeAttempt(new RetrySchedule(() -> ThreadLocalRandom.current().nextLong()));

    DeliverClaim(
            ReadNotices readNotices,
            PostMessage postMessage,
            DashboardLink.Config dashboard,
            RecordAttempt recordAttempt,
            DeliveryMetrics metrics,
            Clock clock) {
        this.readNotices = readNotices;
        this.postMessage = postMessage;
        this.dashboard = DashboardLink.of(dashboard);
        this.recordAttempt = recordAttempt;
        this.metrics = metrics;
        this.clock = clock;
    }

    /**
     * Makes one attempt and records it.
     *
     * @throws SQLException if it could not be read or recorded; the claim's lease will run out
     */
    void deliver(ClaimedDeliveries claim) throws SQLException {
        // 1. What it is about.
        List<Notice> notices = readNotices.read(claim.deliveries());
        // 2. Word it and send it, outside of any transaction.
        Attempt attempt = send(claim, notices);
        // 3. What becomes of the deliveries, and when the next message may go to the URL.
        Instant now = clock.instant();
        Conclusion conclusion = concludeAttempt.conclude(claim, attempt.result(), now);
        // 4. Write that down.
        record(claim, attempt, conclusion, now);
        // 5. Count it and log it.
        metrics.attempted(attempt, conclusion, now);
        log(claim, attempt.result());
    }

    Attempt send(ClaimedDeliveries claim, List<Notice> notices) {
        Instant start = clock.instant();
        long startNanos = System.nanoTime();
        DeliveryResult result = post(claim, notices, start);
        return new Attempt(start, Duration.ofNanos(System.nanoTime() - startNanos), result);
    }

    private DeliveryResult post(ClaimedDeliveries claim, List<Notice> notices, Instant now) {
        if (notices.isEmpty()) {
            return DeliveryResult.notSent("the alert does not exist any more");
        }
        WebhookUrl url;
        Message message;
        try {
            url = WebhookUrl.of(claim.endpoint().url());
            message = message(claim, notices, now);
        } catch (IllegalArgumentException e) {
            return DeliveryResult.notSent(String.valueOf(e.getMessage()));
        }
        return postMessage.post(url, message);
    }

    private Message message(ClaimedDeliveries claim, List<Notice> notices, Instant now) {
        return switch (claim.endpoint().kind()) {
            case SLACK ->
                    notices.size() == 1
                            ? SlackMessage.of(notices.getFirst(), dashboard)
                            : SlackMessage.digest(notices);
            case WEBHOOK ->
                    WebhookMessage.of(
                            notices.getFirst(), dashboard, claim.endpoint().secrets(), now);
        };
    }

    private void record(
            ClaimedDeliveries claim, Attempt attempt, Conclusion conclusion, Instant now)
            throws SQLException {
        for (int tries = 1; ; tries++) {
            try {
                recordAttempt.record(claim, attempt, conclusion, now);
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

    private static void log(ClaimedDeliveries claim, DeliveryResult result) {
        String whom =
                "%s, for tenant %s"
                        .formatted(claim.endpoint(), claim.deliveries().getFirst().tenant());
        switch (result.kind()) {
            case DELIVERED -> LOG.infof("%s: delivered", whom);
            case BUSY, FAILING, REFUSED -> LOG.warnf("%s: %s", whom, result.error().orElseThrow());
            case GONE ->
                    LOG.warnf("%s: %s; it is disabled now", whom, result.error().orElseThrow());
        }
    }
}
