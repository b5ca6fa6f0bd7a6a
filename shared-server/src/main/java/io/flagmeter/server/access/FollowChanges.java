package io.flagmeter.server.access;

import io.flagmeter.server.health.Availability;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.postgresql.PGConnection;

/**
 * Keeps what is {@link Followed} as it stands in PostgreSQL. A notification wakes it; twice a
 * second it looks by itself, so that a notification or a connection that is lost without a word
 * delays a revocation by no more than that. While PostgreSQL is away, what was read last stands.
 */
@Singleton
class FollowChanges {

    private static final int LOOK_MILLIS = 500;
    private static final long NOTE_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private static final String VERSIONS = "SELECT topic, version FROM changes";

    private final Instance<DataSource> database;
    private final List<Followed> followed;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Thread thread = Thread.ofVirtual().name("follow-changes").unstarted(this::run);
    private final Availability availability =
            new Availability(
                    "API keys are as PostgreSQL has them",
                    "API keys stay as they were read last, PostgreSQL does not tell of changes");

    FollowChanges(Instance<DataSource> database, Instance<Followed> followed) {
        this.database = database;
        this.followed = followed.stream().toList();
    }

    /** A server without a database has nothing to follow. */
    void start(@Observes StartupEvent event) {
        if (!database.isUnsatisfied()) {
            thread.start();
        }
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        stopped.countDown();
        // Before the pool closes its connection under it.
        var _ = thread.join(PATIENCE);
    }

    private void run() {
        try {
            do {
                follow();
            } while (!stopped.await(1, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void follow() {
        try (Connection connection = database.get().getConnection();
                Statement statement = connection.createStatement();
                PreparedStatement versions = connection.prepareStatement(VERSIONS)) {
            statement.execute("LISTEN flagmeter_changes");
            PGConnection postgres = connection.unwrap(PGConnection.class);
            Map<String, Long> known = Map.of();
            long noted = System.nanoTime();
            while (stopped.getCount() > 0) {
                known = readChanged(connection, known, versions(versions));
                availability.works();
                if (System.nanoTime() - noted > NOTE_NANOS) {
                    note(connection);
                    noted = System.nanoTime();
                    // Also what somebody changed by hand.
                    known = Map.of();
                }
                var _ = postgres.getNotifications(LOOK_MILLIS);
            }
            note(connection);
        } catch (SQLException e) {
            if (stopped.getCount() > 0) {
                availability.fails(String.valueOf(e.getMessage()));
            }
        }
    }

    /** Returns what is known then. The versions were read first: a later change is read again. */
    private Map<String, Long> readChanged(
            Connection connection, Map<String, Long> known, Map<String, Long> now)
            throws SQLException {
        for (Followed rows : followed) {
            Long version = now.get(rows.topic());
            if (version == null || !version.equals(known.get(rows.topic()))) {
                rows.read(connection);
            }
        }
        return now;
    }

    private void note(Connection connection) throws SQLException {
        for (Followed rows : followed) {
            rows.note(connection);
        }
    }

    /** A topic of which nothing was ever changed may have no row. */
    private Map<String, Long> versions(PreparedStatement query) throws SQLException {
        var versions = new HashMap<String, Long>();
        followed.forEach(rows -> versions.put(rows.topic(), 0L));
        try (ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                versions.put(rows.getString("topic"), rows.getLong("version"));
            }
        }
        return versions;
    }
}
