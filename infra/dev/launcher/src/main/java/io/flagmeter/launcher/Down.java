package io.flagmeter.launcher;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** {@code flagmeter down}: leaves no process of this stack and no pid file. */
final class Down {

    /** An {@code up} under way may take as long as its slowest service is given. */
    static final Duration PATIENCE = StartServices.PATIENCE.multipliedBy(2);

    private final LocalStack stack;
    private final Screen screen;

    Down(LocalStack stack, Screen screen) {
        this.stack = stack;
        this.screen = screen;
    }

    int run(List<String> words) throws IOException {
        Arguments.parse("down", words, Set.of(), Set.of());
        int stopped = StopStack.everything(stack, screen, PATIENCE);
        screen.line(stopped == 0 ? "Nothing runs." : "FlagMeter is down; its data stays.");
        return 0;
    }
}
