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

    private final StackDirectory dir;
    private final ServerKind kind;
    private final Path portFile;

    Launch(StackDirectory dir, ServerKind kind) {
        this.dir = dir;
        this.kind = kind;
        this.portFile = dir.pidFile(kind.name()).resolveSibling(kind.name() + ".port");
    }

    /** A server that answers. */
    record Running(LinuxProcess process, int port) {}

    Running start(int wantedPort) {
        var lockFile = portFile.resolveSibling(kind.name() + ".lock");
        try (var _ = StartLock.take(lockFile)) {
            Optional<Running> found = find().filter(this::stays);
            Running server =
                    found.isPresent()
                            ? awaitAnswer(found.get(), ServerLog.from(dir.log(kind.name())))
                            : startFresh(wantedPort);
            write(dir.pidFile(kind.name()), server.process().handle().pid());
            write(portFile, server.port());
            return server;
        }
    }

    /** One that is about to go must be gone before the next can have its data. */
    private boolean stays(Running found) {
        if (kind.hastensStop(found.process())) {
            found.process().awaitEnd(LIMIT);
            return false;
        }
        return true;
    }

    private Optional<Running> find() {
        return kind.pidFiles().stream()
                .flatMap(file -> LinuxProcess.namedIn(file).stream())
                .filter(LinuxProcess::isAlive)
                .flatMap(
                        process ->
                                kind.portIn(process.commandLine()).stream()
                                        .mapToObj(port -> new Running(process, port)))
                .findFirst();
    }

    private Running startFresh(int wantedPort) {
        kind.prepare();
        var patience = Patience.of(LIMIT);
        while (true) {
            int port = Port.choose(wantedPort, portFile);
            var log = ServerLog.from(dir.log(kind.name()));
            try {
                return awaitAnswer(new Running(spawn(port), port), log);
            } catch (EndedWhileStarting e) {
                boolean portWasTaken = log.says("Address already in use");
                if (portWasTaken && wantedPort != 0) {
                    throw Port.taken(wantedPort);
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

    private LinuxProcess spawn(int port) {
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
            return new LinuxProcess(process.toHandle());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + kind.name(), e);
        }
    }

    private Running awaitAnswer(Running started, ServerLog log) {
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

        EndedWhileStarting(String name, ServerLog log) {
            super(
                    "%s ended while it was starting; the end of %s:%n%s"
                            .formatted(name, log.file(), log.tail()));
        }
    }
}
