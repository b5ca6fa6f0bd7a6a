package io.flagmeter.tools.chaos;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Lines that stay, each with the time; on a terminal a last line that is kept up to date. */
final class Transcript implements AutoCloseable {
    private static final String START_OF_LINE = "\r\u001B[K";

    private final PrintWriter out;
    private final boolean terminal;
    private final long began = System.nanoTime();
    private final ScheduledExecutorService ticker =
            Executors.newSingleThreadScheduledExecutor(Thread.ofVirtual().factory());
    private Supplier<String> status = () -> "";

    Transcript(PrintWriter out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
        if (terminal) {
            var ignored = ticker.scheduleAtFixedRate(this::tick, 300, 300, TimeUnit.MILLISECONDS);
        }
    }

    synchronized void show(Supplier<String> status) {
        this.status = status;
    }

    synchronized void note(String text) {
        out.println((terminal ? START_OF_LINE : "") + stamped(text));
        out.flush();
    }

    private synchronized void tick() {
        out.print(START_OF_LINE + stamped(status.get()));
        out.flush();
    }

    private String stamped(String text) {
        double seconds = (System.nanoTime() - began) / 1e9;
        return String.format(Locale.ROOT, "%7.1f s  %s", seconds, text);
    }

    @Override
    public void close() {
        ticker.shutdownNow();
        if (terminal) {
            out.print(START_OF_LINE);
            out.flush();
        }
    }
}
