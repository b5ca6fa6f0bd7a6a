package io.flagmeter.tools.chaos;

import io.flagmeter.tools.FlagMeterClient;
import io.flagmeter.tools.Reconciliation;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Instant;

/** One run: load, faults, quiet, comparison. */
record Chaos(ChaosOptions how, FaultPlan plan) implements Drill {

    @Override
    public ChaosReport run(ChaosStack stack, Transcript screen)
            throws IOException, InterruptedException, SQLException {
        var log = new SentLog();
        var tally = new FaultCounts();
        try (var receiver = new Receiver();
                var meter =
                        new FlagMeterClient(
                                new KeyAndLimits(stack.api(), how).set(), Client.PATIENCE);
                var clients = new Clients(log)) {
            Quotas.give(stack.jdbcUrl(), how.tenants(), receiver);
            screen.note("%d clients begin to send".formatted(how.clients()));
            screen.show(clients::words);
            clients.start(meter, how);
            for (Fault fault : plan.faults()) {
                Thread.sleep(fault.after());
                screen.note(number(fault, tally) + "  " + fault.words() + " · " + clients.words());
                tally.add(fault);
                stack.noteRedelivered();
                stack.suffer(fault);
            }
            screen.note("the last fault is over; waiting for the clients, then for quiet");
            stack.start();
            Reconciliation books = new AwaitQuiet(stack, clients, meter).books();
            StoredUsage counted = ReadStoredUsage.from(stack.jdbcUrl(), books);
            return new ChaosReport(
                    tally,
                    clients,
                    stack.redelivered(),
                    counted,
                    Compare.of(
                            log,
                            counted,
                            new CompareAlerts(counted, receiver.messages(), Instant.now())));
        }
    }

    private String number(Fault fault, FaultCounts tally) {
        int first = tally.kills() + tally.stops() + 1;
        int last = first + fault.hits() - 1;
        String which = first == last ? String.valueOf(first) : first + "+" + last;
        return "%7s/%d".formatted(which, plan.hits());
    }
}
