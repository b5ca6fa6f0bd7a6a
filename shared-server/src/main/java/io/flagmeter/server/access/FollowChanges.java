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
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jboss.logging.Logger;
import org.postgresql.PGConnection;

/**
 * Keeps what is {@link Followed} as it stands in PostgreSQL. A notification wakes it; twice a
 * second it looks by itself, so that a notification or a connection that is lost without a word
 * delays a revocation by no more than that. While PostgreSQL is away, what was read last stands.
 */
@Singleton
class FollowChanges {

    private static final Logger LOG = Logger.getLogger(FollowChanges.class);

    private static final int LOOK_MILLIS = 500;
    private static final long NOTE_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    /** Of SQLSTATE: the connection's own failures, and what an administrator ends. */
    private static final List<String> CONNECTION_ENDED = List.of("08", "57P");

    private static final String NO_TABLE = "42P01";

    private static final String VERSIONS = "SELECT topic, version FROM changes";

    private final Instance<DataSource> database;
    private final List<Followed> followed;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Thread thread = Thread.ofVirtual().name("follow-changes").unstarted(this::run);
    private final Availability availability =
            new Availability(
                    "API keys, rate limits and switches are as PostgreSQL has them",
                    "API keys, rate limits and switches stay as they were read last, PostgreSQL does"
                            + " not tell of changes");

    /** The topics of which the log has said that they fail. */
    private final Set<String> failing = new HashSet<>();

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

    /**
     * Returns what is known then. The versions were read first: a later change is read again. What
     * cannot be read is not known, and tried again when we look the next time.
     */
    private Map<String, Long> readChanged(
            Connection connection, Map<String, Long> known, Map<String, Long> now)
            throws SQLException {
        var read = new HashMap<String, Long>();
        for (Followed rows : followed) {
            Long version = now.get(rows.topic());
            boolean same = version != null && version.equals(known.get(rows.topic()));
            if (version != null && (same || does(rows, () -> rows.read(connection)))) {
                read.put(rows.topic(), version);
            }
        }
        return read;
    }

    private void note(Connection connection) throws SQLException {
        for (Followed rows : followed) {
            var _ = does(rows, () -> rows.note(connection));
        }
    }

    /** Work with the rows of one topic. */
    @FunctionalInterface
    private interface Work {
        void run() throws SQLException;
    }

    /**
     * Each by itself: an API that is newer than the worker has no table yet for what is new, and
     * keys must be revoked all the same.
     *
     * @throws SQLException if the connection is of no more use to the others either
     */
    private boolean does(Followed rows, Work work) throws SQLException {
        try {
            work.run();
        } catch (SQLException e) {
            String state = String.valueOf(e.getSQLState());
            if (CONNECTION_ENDED.stream().anyMatch(state::startsWith)) {
                throw e;
            }
            failed(
                    rows,
                    state.equals(NO_TABLE)
                            ? "they have no table yet, which the worker of this release makes when it starts"
                            : String.valueOf(e.getMessage()));
            return false;
        } catch (RuntimeException e) {
            failed(rows, e.toString());
            return false;
        }
        if (failing.remove(rows.topic())) {
            LOG.infof("%s are as PostgreSQL has them", rows.words());
        }
        return true;
    }

    private void failed(Followed rows, String reason) {
        if (failing.add(rows.topic())) {
            LOG.warnf(
                    "%s stay as they were read last, or as at start: %s",
                    rows.words(), reason.replaceAll("\\R+", ", "));
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
