package io.flagmeter.api.problem;

import io.flagmeter.server.problem.Problem;
import io.flagmeter.server.problem.ProblemType;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;

/** What a client hears of PostgreSQL's faults, and the log every ten seconds. */
public final class DatabaseFault {

    private static final Logger LOG = Logger.getLogger(DatabaseFault.class);

    /** Thousands of quota checks a second need not all say the same. */
    private static final long QUIET_MILLIS = 10_000;

    // By the wall clock: what nanoTime says on the machine that builds a native program, which is
    // when this is initialised, means nothing on the one that runs it.
    private static final AtomicLong NEXT_WARNING = new AtomicLong();

    private DatabaseFault() {}

    /** The problem for a request that met this fault. */
    public static Problem problem(SQLException e) {
        long now = System.currentTimeMillis();
        long due = NEXT_WARNING.get();
        if (now >= due && NEXT_WARNING.compareAndSet(due, now + QUIET_MILLIS)) {
            LOG.warnf(
                    "PostgreSQL cannot be used: %s",
                    String.valueOf(e.getMessage()).replaceAll("\\R\\s*", ", "));
        }
        return Problem.of(
                ProblemType.DATABASE_UNAVAILABLE,
                "PostgreSQL cannot be used now: events are still taken");
    }
}
