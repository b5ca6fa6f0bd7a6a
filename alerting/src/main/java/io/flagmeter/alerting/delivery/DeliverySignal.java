package io.flagmeter.alerting.delivery;

import io.flagmeter.model.outbox.Outbox;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jboss.logging.Logger;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/**
 * Wakes the loop when a delivery was written. Only a quicker way to know: the loop also looks by
 * itself, so a lost notification costs seconds and never a message.
 */
@Singleton
class DeliverySignal {

    private static final Logger LOG = Logger.getLogger(DeliverySignal.class);

    private static final int WAIT_MS = 5_000;
    private static final int PATIENCE_SECONDS = 2;

    private final DataSource dataSource;
    private final Semaphore raised = new Semaphore(0);
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Thread thread =
            Thread.ofVirtual().name("listen-for-deliveries").unstarted(this::run);
    private final Outage outage = new Outage(LOG, "looking every 5 s instead of listening");

    DeliverySignal(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    void start(@Observes StartupEvent event) {
        thread.start();
    }

    /** Before the pool closes its connection under it, for which the pool would warn. */
    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        stopped.countDown();
        wake();
        if (!thread.join(Duration.ofSeconds(PATIENCE_SECONDS))) {
            LOG.info("stopping while PostgreSQL does not answer");
        }
    }

    /** By what it waits for; the other instances look once for nothing. */
    private void wake() {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("NOTIFY " + Outbox.CHANNEL);
        } catch (SQLException e) {
            LOG.infof("stopping while PostgreSQL is away: %s", e.getMessage());
        }
    }

    /** Whoever waits goes on; if nobody does, the next who wants to. */
    void raise() {
        raised.release();
    }

    /** Forgets what was raised so far: the caller is about to look for itself. */
    void clear() {
        raised.drainPermits();
    }

    void await(Duration atMost) throws InterruptedException {
        boolean ignored = raised.tryAcquire(atMost.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void run() {
        try {
            do {
                listen();
            } while (!stopped.await(1, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void listen() {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("LISTEN " + Outbox.CHANNEL);
            outage.isOver();
            // For what was written while nobody listened.
            raise();
            PGConnection postgres = connection.unwrap(PGConnection.class);
            while (stopped.getCount() > 0) {
                PGNotification[] news = postgres.getNotifications(WAIT_MS);
                if (news != null && news.length > 0) {
                    raise();
                } else if (!connection.isValid(PATIENCE_SECONDS)) {
                    throw new SQLException("the connection was lost");
                }
            }
        } catch (SQLException e) {
            if (stopped.getCount() > 0) {
                outage.goesOn(e);
            }
        }
    }
}
