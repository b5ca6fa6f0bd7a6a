package io.flagmeter.launcher;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code flagmeter down}: leaves no process of this stack and no pid file. */
@Command(
        name = "down",
        description =
                "Stops everything this clone runs: API, alerting, worker, Valkey, PostgreSQL. Data stays.",
        footer = {
            "Each is asked to stop and finishes what it has in hand; after 20 s it is killed.",
            "Everything stored stays in .flagmeter/data; delete that folder to start from nothing."
        })
final class Down implements Callable<Integer> {

    /** An {@code up} under way may take as long as its slowest service is given. */
    static final Duration PATIENCE = StartServices.PATIENCE.multipliedBy(2);

    private final LocalStack stack;
    private final Screen screen;

    Down(LocalStack stack, Screen screen) {
        this.stack = stack;
        this.screen = screen;
    }

    @Override
    public Integer call() throws IOException {
        int stopped = StopStack.everything(stack, screen, PATIENCE);
        screen.line(stopped == 0 ? "Nothing runs." : "FlagMeter is down; its data stays.");
        return 0;
    }
}
