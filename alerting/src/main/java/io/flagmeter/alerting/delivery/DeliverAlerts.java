package io.flagmeter.alerting.delivery;

import io.flagmeter.alerting.http.PostMessage;
import io.flagmeter.alerting.outbox.ClaimDeliveries;
import io.flagmeter.alerting.outbox.ClaimedDeliveries;
import io.flagmeter.model.loop.LoopWatch;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** The service's loop: claim what is due, deliver it on a thread of its own, wait for more. */
@Singleton
public class DeliverAlerts {

    private static final Logger LOG = Logger.getLogger(DeliverAlerts.class);

    /** How often it looks by itself, should a notification be lost. */
    private static final Duration POLL = Duration.ofSeconds(5);

    /** Due, yet not to be had: another instance is taking it. */
    private static final Duration SHORTEST_WAIT = Duration.ofMillis(20);

    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(1);
    private static final Duration LONGEST_STOP = Duration.ofSeconds(9);

    /** Requests at a time: so many receivers may hang before the others have to wait for them. */
    private static final int REQUESTS = PostMessage.MOST_REQUESTS;

    /**
     * It may have to wait for a request that is under way: 30 s at most, and ten tries to record
     * it, each of which a wait for PostgreSQL of 10 s (its socketTimeout) ends, after 2 s for a
     * connection and before a second's pause: less than three minutes.
     */
    private static final Duration LONGEST_TURN = Duration.ofMinutes(5);

    private final ClaimDeliveries claims;
    private final DeliverClaim deliverClaim;
    private final DeliverySignal signal;
    private final Clock clock;
    private final Semaphore slots = new Semaphore(REQUESTS);
    private final Outage outage = new Outage(LOG, "waiting for PostgreSQL");
    private final LoopWatch watch = new LoopWatch("deliver-alerts", LONGEST_TURN, LOG::error);
    private final Thread loop = Thread.ofVirtual().name("deliver-alerts").unstarted(this::run);
    private volatile boolean stopping;

    DeliverAlerts(
            ClaimDeliveries claims, DeliverClaim deliverClaim, DeliverySignal signal, Clock clock) {
        this.claims = claims;
        this.deliverClaim = deliverClaim;
        this.signal = signal;
        this.clock = clock;
    }

    void start(@Observes StartupEvent event) {
        watch.start();
        loop.start();
    }

    /**
     * Lets the requests that are under way finish and be recorded, and the loop too: it uses the
     * database, which is closed next.
     */
    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        stopping = true;
        watch.close();
        signal.raise();
        long deadline = System.nanoTime() + LONGEST_STOP.toNanos();
        boolean loopEnded = loop.join(LONGEST_STOP);
        long left = Math.max(0, deadline - System.nanoTime());
        if (!loopEnded || !slots.tryAcquire(REQUESTS, left, TimeUnit.NANOSECONDS)) {
            LOG.warn("stopping with a request under way; its message may be sent again");
        }
    }

    /** Whether the loop stands still, so that nothing but a new process helps. */
    public boolean stuck() {
        return watch.isStuck();
    }

    private void run() {
        try {
            while (!stopping) {
                watch.turned();
                turn();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void turn() throws InterruptedException {
        signal.clear();
        slots.acquire();
        Optional<ClaimedDeliveries> claim = Optional.empty();
        try {
            claim = claims.claim();
            outage.isOver();
        } catch (SQLException e) {
            outage.goesOn(e);
        } finally {
            if (claim.isEmpty()) {
                slots.release();
            }
        }
        if (claim.isPresent()) {
            ClaimedDeliveries claimed = claim.get();
            Thread.ofVirtual().name("deliver-claim").start(() -> deliver(claimed));
            return;
        }
        signal.await(untilNext());
    }

    private Duration untilNext() {
        try {
            Instant now = clock.instant();
            Duration wait = claims.nextDue().map(next -> Duration.between(now, next)).orElse(POLL);
            if (wait.compareTo(SHORTEST_WAIT) < 0) {
                return SHORTEST_WAIT;
            }
            return wait.compareTo(POLL) > 0 ? POLL : wait;
        } catch (SQLException e) {
            outage.goesOn(e);
            return PAUSE_AFTER_FAILURE;
        }
    }

    private void deliver(ClaimedDeliveries claim) {
        LogContext.put(claim);
        try {
            deliverClaim.deliver(claim);
        } catch (SQLException e) {
            LOG.warnf("%s: will be tried again: %s", claim.endpoint(), e.getMessage());
        } catch (RuntimeException e) {
            LOG.errorf(e, "%s: will be tried again", claim.endpoint());
        } finally {
            slots.release();
            signal.raise();
        }
    }
}
