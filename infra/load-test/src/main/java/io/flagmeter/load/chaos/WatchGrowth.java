package io.flagmeter.load.chaos;

import io.flagmeter.load.bench.LinuxProcess;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Looks at every process and both servers again and again, from when it is made until closed. */
final class WatchGrowth implements AutoCloseable {
    private static final int LOOKS = 360;
    private static final long LONGEST_PAUSE_MILLIS = 5_000;

    private final Stack stack;
    private final Connections connections;
    private final Duration grownUp;
    private final Growth growth;
    private final Screen screen;
    private final Instant began = Instant.now();
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(Thread.ofVirtual().factory());

    WatchGrowth(Stack stack, SoakOptions how, Growth growth, Screen screen) {
        this.stack = stack;
        this.connections = new Connections(stack);
        this.grownUp = how.grownUp();
        this.growth = growth;
        this.screen = screen;
        long pause = Math.min(LONGEST_PAUSE_MILLIS, how.length().toMillis() / LOOKS);
        var _ = thread.scheduleWithFixedDelay(this::look, pause, pause, TimeUnit.MILLISECONDS);
    }

    private void look() {
        Instant now = Instant.now();
        stack.processes()
                .forEach(
                        (victim, process) -> {
                            if (isGrownUp(process, now)) {
                                look(victim.label(), new LinuxProcess(process), now);
                            }
                        });
        try {
            add(Measure.CONNECTIONS, "valkey", now, connections.valkey());
            add(Measure.CONNECTIONS, "postgres", now, connections.postgres());
        } catch (IOException | SQLException away) {
            if (!thread.isShutdown()) { // Else it was the end that interrupted it.
                screen.note("not looked at: " + away.getMessage());
            }
        }
    }

    private boolean isGrownUp(ProcessHandle process, Instant now) {
        return process.info()
                .startInstant()
                .filter(start -> start.plus(grownUp).isBefore(now))
                .isPresent();
    }

    private void look(String whose, LinuxProcess process, Instant now) {
        double megabytes = process.residentMegabytes();
        if (megabytes > 0) { // It did not end meanwhile.
            add(Measure.MEMORY, whose, now, megabytes);
            add(Measure.DESCRIPTORS, whose, now, process.descriptors());
        }
    }

    private void add(Measure measure, String whose, Instant now, double value) {
        growth.add(new Growth.Sample(measure, whose, Duration.between(began, now), value));
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
