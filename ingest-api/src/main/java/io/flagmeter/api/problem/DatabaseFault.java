package io.flagmeter.api.problem;

import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;

/** What a client hears of PostgreSQL's faults, and the log every ten seconds. */
public final class DatabaseFault {

    private static final Logger LOG = Logger.getLogger(DatabaseFault.class);

    /** Thousands of quota checks a second need not all say the same. */
    private static final long QUIET_NANOS = 10_000_000_000L;

    private static final AtomicLong NEXT_WARNING = new AtomicLong(System.nanoTime());

    private DatabaseFault() {}

    /** The problem for a request that met this fault. */
    public static Problem problem(SQLException e) {
        long now = System.nanoTime();
        long due = NEXT_WARNING.get();
        if (now - due >= 0 && NEXT_WARNING.compareAndSet(due, now + QUIET_NANOS)) {
            LOG.warnf("PostgreSQL cannot be used: %s", e.getMessage());
        }
        return Problem.of(
                ProblemType.DATABASE_UNAVAILABLE,
                "PostgreSQL cannot be used now: events are still taken");
    }
}
