package io.flagmeter.load.chaos;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;

/** One run: load, faults, quiet, comparison. */
final class Chaos {
    private static final Duration LAST_REQUESTS = Duration.ofMinutes(2);
    private static final Duration LAST_MESSAGES = Duration.ofMinutes(3);
    private static final Duration CATCH_UP = Duration.ofMinutes(5);

    private final ChaosOptions how;
    private final FaultPlan plan;
    private final Stack stack;
    private final Screen screen;
    private final Tally tally = new Tally();

    Chaos(ChaosOptions how, FaultPlan plan, Stack stack, Screen screen) {
        this.how = how;
        this.plan = plan;
        this.stack = stack;
        this.screen = screen;
    }

    Report run() throws IOException, InterruptedException, SQLException {
        screen.note("starting a stack of its own, with two workers");
        stack.start();
        try (var receiver = new Receiver();
                var meter = new Meter(stack.api(), stack.key());
                var clients = new Clients()) {
            Quotas.give(stack.jdbcUrl(), how.tenants(), receiver);
            screen.note("%d clients begin to send".formatted(how.clients()));
            screen.show(clients::words);
            clients.start(meter, how);
            for (Fault fault : plan.faults()) {
                Thread.sleep(fault.after());
                screen.note(number(fault) + "  " + fault.words() + " · " + clients.words());
                tally.add(fault);
                long ignored = stack.redelivered();
                inject(fault);
            }
            screen.note("the last fault is over; waiting for the clients, then for quiet");
            stack.start();
            if (!clients.finish(LAST_REQUESTS)) {
                throw new IOException("a client got no acknowledgement for " + LAST_REQUESTS);
            }
            Books books = quiet(meter);
            awaitMessages();
            Counted counted = ReadCounted.from(stack.jdbcUrl(), books);
            return new Report(
                    tally,
                    clients,
                    stack.redelivered(),
                    counted,
                    Compare.of(
                            clients.log(),
                            counted,
                            new CompareAlerts(counted, receiver.messages(), Instant.now())));
        }
    }

    /** What is still pending when patience ends is a difference. */
    private void awaitMessages() throws InterruptedException, SQLException {
        long deadline = System.nanoTime() + LAST_MESSAGES.toNanos();
        while (Quotas.pending(stack.jdbcUrl()) > 0 && System.nanoTime() < deadline) {
            Thread.sleep(200);
        }
    }

    private String number(Fault fault) {
        int first = tally.kills() + tally.stops() + 1;
        int last = first + fault.hits() - 1;
        String which = first == last ? String.valueOf(first) : first + "+" + last;
        return "%7s/%d".formatted(which, plan.hits());
    }

    private void inject(Fault fault) throws IOException, InterruptedException {
        switch (fault) {
            case Fault.Kill kill -> {
                stack.kill(kill.victims());
                Thread.sleep(kill.down());
                stack.restart(kill.victims());
            }
            case Fault.Freeze freeze -> stack.freeze(freeze.victim(), freeze.length());
        }
    }

    /** The books once nothing is under way any more, or as they are when patience ends. */
    private static Books quiet(Meter meter) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + CATCH_UP.toNanos();
        while (true) {
            try {
                Books books = meter.books();
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
