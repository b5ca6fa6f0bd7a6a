package io.flagmeter.tools.chaos;

import io.flagmeter.tools.FlagMeterClient;
import io.flagmeter.tools.Reconciliation;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** A long run under load and quota checks, with a fault every so often, in which nothing grows. */
record Soak(SoakOptions how, ChaosOptions load, FaultPlan plan) implements Drill {

    @Override
    public SoakReport run(ChaosStack stack, Transcript screen)
            throws IOException, InterruptedException, SQLException {
        var sent = new SentSums();
        var growth = new Growth(how);
        try (var receiver = new Receiver();
                var meter = new FlagMeterClient(stack.api(), Client.PATIENCE);
                var clients = new Clients(sent);
                var checks = new QuotaChecks(meter, load.tenants())) {
            Quotas.give(stack.jdbcUrl(), load.tenants(), receiver);
            screen.note("%d clients begin to send, until %s".formatted(load.clients(), end()));
            screen.show(clients::words);
            clients.start(meter, load);
            checks.start();
            FaultCounts tally;
            try (var _ = new WatchGrowth(stack, how, growth, screen)) {
                tally = sufferFaults(stack, screen, clients);
            }
            checks.stop();
            screen.note("the time is over; waiting for the clients, then for quiet");
            Reconciliation books = new AwaitQuiet(stack, clients, meter).books();
            StoredUsage counted = ReadStoredUsage.sumsFrom(stack.jdbcUrl(), books);
            var compare =
                    new CompareSums(sent, counted, ReadStoredUsage.rawEvents(stack.jdbcUrl()));
            return new SoakReport(
                    how,
                    tally,
                    clients,
                    checks,
                    growth.trends(),
                    compare.with(
                            checks.last(),
                            new CompareAlerts(counted, receiver.messages(), Instant.now())));
        }
    }

    private Instant end() {
        return Instant.now().plus(how.length()).truncatedTo(ChronoUnit.SECONDS);
    }

    /** By the clock and not by when the last one was over: each comes into a stack that is well. */
    private FaultCounts sufferFaults(ChaosStack stack, Transcript screen, Clients clients)
            throws IOException, InterruptedException {
        long began = System.nanoTime();
        Duration due = Duration.ZERO;
        var tally = new FaultCounts();
        for (Fault fault : plan.faults()) {
            due = due.plus(how.every());
            sleepUntil(began + due.toNanos());
            screen.note(fault.words() + " · " + clients.words());
            tally.add(fault);
            stack.suffer(fault);
        }
        sleepUntil(began + how.length().toNanos());
        return tally;
    }

    private static void sleepUntil(long nanoTime) throws InterruptedException {
        Thread.sleep(Duration.ofNanos(Math.max(0, nanoTime - System.nanoTime())));
    }
}
