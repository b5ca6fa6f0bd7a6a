package io.flagmeter.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds the server of a stack or starts it, and waits until it answers. */
final class Launch {

    /** Long enough for crash recovery; a server that dies is noticed at once. */
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private static final int LOG_LINES = 20;

    private final StackDirectory dir;
    private final ServerKind kind;
    private final Path portFile;

    Launch(StackDirectory dir, ServerKind kind) {
        this.dir = dir;
        this.kind = kind;
        this.portFile = dir.pidFile(kind.name()).resolveSibling(kind.name() + ".port");
    }

    /** A server that answers. */
    record Running(OsProcess process, int port) {}

    Running start(int wantedPort) {
        try (var _ = ProcessLock.take(portFile.resolveSibling(kind.name() + ".lock"))) {
            Files.createDirectories(dir.log(kind.name()).getParent());
            Optional<Running> found = kind.marks().find().filter(this::stays);
            Running server =
                    found.isPresent() ? awaitAnswer(found.get(), log()) : startFresh(wantedPort);
            write(dir.pidFile(kind.name()), server.process().handle().pid());
            write(portFile, server.port());
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private LogTail log() {
        return LogTail.fromNow(dir.log(kind.name()));
    }

    /** One that is about to go must be gone before the next can have its data. */
    private boolean stays(Running found) {
        if (kind.hastensStop(found.process())) {
            found.process().awaitEnd(LIMIT);
            return false;
        }
        return true;
    }

    private Running startFresh(int wantedPort) {
        kind.prepare();
        var patience = Patience.of(LIMIT);
        while (true) {
            int port = choose(wantedPort);
            var log = log();
            try {
                return awaitAnswer(new Running(spawn(port), port), log);
            } catch (EndedWhileStarting e) {
                boolean portWasTaken = log.says("Address already in use");
                if (portWasTaken && wantedPort != 0) {
                    throw taken(wantedPort);
                }
                // The latter: children of a killed PostgreSQL that have not noticed yet.
                boolean passes = portWasTaken || log.says("pre-existing shared memory block");
                if (!passes || patience.isExhausted()) {
                    throw e;
                }
                patience.pause();
            }
        }
    }

    /** The wanted port; for 0 the last one if it is free, otherwise any free one. */
    private int choose(int wanted) {
        if (wanted == 0) {
            int last = lastPort();
            return last != 0 && FreePorts.isFree(last) ? last : FreePorts.any();
        }
        if (!FreePorts.isFree(wanted)) {
            throw taken(wanted);
        }
        return wanted;
    }

    private int lastPort() {
        try {
            return Integer.parseInt(Files.readString(portFile).strip());
        } catch (IOException | NumberFormatException e) {
            return 0;
        }
    }

    private static IllegalStateException taken(int port) {
        return new IllegalStateException(
                "port %d is taken; stop what listens there or choose another port".formatted(port));
    }

    private OsProcess spawn(int port) {
        // A session of its own: the Ctrl-C of our terminal must not reach it, our death neither.
        var command = new ArrayList<>(List.of("setsid"));
        command.addAll(kind.command(port));
        try {
            var process =
                    Command.prepared(command)
                            .redirectInput(Redirect.from(Path.of("/dev/null").toFile()))
                            .redirectErrorStream(true)
                            .redirectOutput(Redirect.appendTo(dir.log(kind.name()).toFile()))
                            .start();
            return new OsProcess(process.toHandle());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + kind.name(), e);
        }
    }

    private Running awaitAnswer(Running started, LogTail log) {
        var patience = Patience.of(LIMIT);
        while (!patience.isExhausted()) {
            var server = kind.answering(started.process(), started.port());
            if (server.isPresent()) {
                return new Running(server.get(), started.port());
            }
            if (!started.process().isAlive()) {
                throw new EndedWhileStarting(kind.name(), log);
            }
            patience.pause();
        }
        // Not killed: it may be replaying its log, and the next start finds it again.
        throw new IllegalStateException(
                "%s does not answer on port %d after %s; its log is %s"
                        .formatted(kind.name(), started.port(), LIMIT, log.file()));
    }

    /** Only what changed: a server that was merely found may be another account's. */
    private static void write(Path file, long number) {
        String line = number + "\n";
        try {
            if (!Files.exists(file) || !Files.readString(file).equals(line)) {
                Files.writeString(file, line);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class EndedWhileStarting extends IllegalStateException {

        private static final long serialVersionUID = 1;

        EndedWhileStarting(String name, LogTail log) {
            super(
                    "%s ended while it was starting; the end of %s:%n%s"
                            .formatted(name, log.file(), String.join("\n", log.lines(LOG_LINES))));
        }
    }
}
