package io.flagmeter.tools.replay;

import java.io.PrintWriter;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Keeps one line up to date on a terminal, and writes a line every few seconds to anything else.
 */
final class ReplayProgress implements AutoCloseable {
    private static final long TERMINAL_MILLIS = 150;
    private static final long PLAIN_MILLIS = 3_000;
    private static final String START_OF_LINE = "\r\u001B[K";

    private final PrintWriter out;
    private final boolean terminal;
    private final ScheduledExecutorService ticker =
            Executors.newSingleThreadScheduledExecutor(Thread.ofVirtual().factory());
    private final ScheduledFuture<?> ticks;
    private Supplier<String> line = () -> "";

    ReplayProgress(PrintWriter out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
        long every = terminal ? TERMINAL_MILLIS : PLAIN_MILLIS;
        ticks = ticker.scheduleAtFixedRate(this::tick, every, every, TimeUnit.MILLISECONDS);
    }

    boolean terminal() {
        return terminal;
    }

    synchronized void show(Supplier<String> line) {
        this.line = line;
    }

    /** Prints a line that stays. */
    synchronized void note(String text) {
        out.println(terminal ? START_OF_LINE + text : text);
        out.flush();
    }

    synchronized void tick() {
        String text = line.get();
        if (terminal) {
            out.print(START_OF_LINE + text);
        } else if (!text.isEmpty()) {
            out.println(text);
        }
        out.flush();
    }

    @Override
    public void close() {
        ticks.cancel(false);
        ticker.close();
        show(() -> "");
        if (terminal) {
            tick();
        }
    }
}
