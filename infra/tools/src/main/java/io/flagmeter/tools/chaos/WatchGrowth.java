package io.flagmeter.tools.chaos;

import io.flagmeter.embedded.ResourceUse;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Looks at every process and both servers again and again while a soak is in one of the two parts
 * that are compared. Each program of ours collects its garbage first: what it takes then is what it
 * needs, and not what the last backlog made it take.
 */
final class WatchGrowth implements AutoCloseable {
    private static final int LOOKS = 6;
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
    private static final Duration LONGEST_COLLECTION = Duration.ofSeconds(15);

    private static final String JCMD =
            Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();

    private final ChaosStack stack;
    private final DatabaseConnections connections;
    private final SoakOptions how;
    private final Growth growth;
    private final Transcript screen;
    private final Instant began = Instant.now();
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(Thread.ofVirtual().factory());

    WatchGrowth(ChaosStack stack, SoakOptions how, Growth growth, Transcript screen) {
        this.stack = stack;
        this.connections = new DatabaseConnections(stack);
        this.how = how;
        this.growth = growth;
        this.screen = screen;
        long pause = Math.min(LONGEST_PAUSE.toMillis(), how.warm().dividedBy(LOOKS).toMillis());
        var _ =
                thread.scheduleWithFixedDelay(
                        this::lookIfCompared, pause, pause, TimeUnit.MILLISECONDS);
    }

    private void lookIfCompared() {
        Duration at = Duration.between(began, Instant.now());
        if (!how.early().contains(at) && !how.late().contains(at)) {
            return;
        }
        try {
            lookAtProcesses(at);
            add(Measure.CONNECTIONS, "valkey", at, connections.valkey());
            add(Measure.CONNECTIONS, "postgres", at, connections.postgres());
        } catch (IOException | SQLException away) {
            if (!thread.isShutdown()) { // Otherwise it was the end that interrupted it.
                screen.note("not looked at: " + away.getMessage());
            }
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
        }
    }

    private void lookAtProcesses(Duration at) throws IOException, InterruptedException {
        for (var found : stack.processes().entrySet()) {
            ProcessHandle process = found.getValue();
            if (isGrownUp(process) && (!found.getKey().isOurs() || collectGarbage(process.pid()))) {
                look(found.getKey().label(), ResourceUse.of(process), at);
            }
        }
    }

    private boolean isGrownUp(ProcessHandle process) {
        return process.info()
                .startInstant()
                .filter(start -> start.plus(how.grownUp()).isBefore(Instant.now()))
                .isPresent();
    }

    /** False if it is frozen or ended meanwhile; then it is looked at the next time. */
    private static boolean collectGarbage(long pid) throws IOException, InterruptedException {
        Process jcmd =
                new ProcessBuilder(JCMD, "-J-XX:TieredStopAtLevel=1", String.valueOf(pid), "GC.run")
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
        try {
            return jcmd.waitFor(LONGEST_COLLECTION.toSeconds(), TimeUnit.SECONDS)
                    && jcmd.exitValue() == 0;
        } finally {
            jcmd.destroyForcibly();
        }
    }

    private void look(String whose, ResourceUse use, Duration at) {
        double megabytes = use.proportionalMegabytes();
        if (megabytes > 0) { // It did not end meanwhile.
            add(Measure.MEMORY, whose, at, megabytes);
            add(Measure.DESCRIPTORS, whose, at, use.descriptors());
        }
    }

    private void add(Measure measure, String whose, Duration at, double value) {
        growth.add(new Growth.Sample(measure, whose, at, value));
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
