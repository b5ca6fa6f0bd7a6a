package io.flagmeter.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** What a PostgreSQL and a Valkey have in common once they run. */
abstract sealed class RunningServer implements EmbeddedServer
        permits EmbeddedPostgres, EmbeddedValkey {

    /** A shutdown writes a checkpoint first. */
    private static final Duration STOP_LIMIT = Duration.ofMinutes(1);

    private final String name;
    private final Launch.Running running;
    private final Path program;
    private final Path pidFile;

    RunningServer(String name, StackDirectory dir, Launch.Running running) {
        this.name = name;
        this.running = running;
        var commandLine = running.process().commandLine();
        this.program = Path.of(commandLine.isEmpty() ? name : commandLine.getFirst());
        this.pidFile = dir.pidFile(name);
    }

    /** Sends the signal for a clean shutdown. */
    abstract void requestStop(OsProcess process);

    @Override
    public final String name() {
        return name;
    }

    @Override
    public final int port() {
        return running.port();
    }

    @Override
    public final ProcessHandle process() {
        return running.process().handle();
    }

    /** The program's file, as the running process was called. */
    final Path program() {
        return program;
    }

    @Override
    public final void stop() {
        if (!running.process().isAlive()) {
            return;
        }
        requestStop(running.process());
        running.process().awaitEnd(STOP_LIMIT);
        try {
            Files.deleteIfExists(pidFile);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public final void kill() {
        running.process().kill();
    }

    @Override
    public final void close() {
        stop();
    }
}
