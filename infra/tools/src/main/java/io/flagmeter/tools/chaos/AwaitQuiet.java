package io.flagmeter.tools.chaos;

import io.flagmeter.tools.FlagMeterClient;
import io.flagmeter.tools.Reconciliation;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;

/** The end of a run: every client has its acknowledgement, and nothing is under way any more. */
record AwaitQuiet(ChaosStack stack, Clients clients, FlagMeterClient meter) {
    private static final Duration LAST_REQUESTS = Duration.ofMinutes(2);
    private static final Duration LAST_MESSAGES = Duration.ofMinutes(3);
    private static final Duration CATCH_UP = Duration.ofMinutes(5);

    Reconciliation books() throws IOException, InterruptedException, SQLException {
        if (!clients.finish(LAST_REQUESTS)) {
            throw new IOException("a client got no acknowledgement for " + LAST_REQUESTS);
        }
        Reconciliation books = quiet();
        awaitMessages();
        return books;
    }

    /** What is still pending when patience ends is a difference. */
    private void awaitMessages() throws InterruptedException, SQLException {
        long deadline = System.nanoTime() + LAST_MESSAGES.toNanos();
        while (Quotas.pending(stack.jdbcUrl()) > 0 && System.nanoTime() < deadline) {
            Thread.sleep(200);
        }
    }

    /** The books once nothing is under way any more, or as they are when patience ends. */
    private Reconciliation quiet() throws IOException, InterruptedException {
        long deadline = System.nanoTime() + CATCH_UP.toNanos();
        while (true) {
            try {
                Reconciliation books = meter.books();
                if (books.quiet() || System.nanoTime() > deadline) {
                    return books;
                }
            } catch (IOException e) {
                if (System.nanoTime() > deadline) {
                    throw e;
                }
            }
            Thread.sleep(200);
        }
    }
}
