package io.flagmeter.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** How Valkey is started and found. */
record ValkeyKind(
        ValkeyProgram program, StackDirectory dir, AppendFsync appendFsync, List<String> options)
        implements ServerKind {

    private static final Duration PATIENCE = Duration.ofSeconds(1);

    @Override
    public ServerMarks marks() {
        return ServerMarks.valkey(dir);
    }

    private Path data() {
        return marks().data();
    }

    @Override
    public void prepare() {
        try {
            Files.createDirectories(data());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        objection()
                .ifPresent(
                        why -> {
                            throw new IllegalStateException(why);
                        });
    }

    /** Why the data cannot be had by this program; empty if nothing is known against it. */
    Optional<String> objection() {
        if (program.knowsAppendFolder() || !Files.isDirectory(data().resolve("appendonlydir"))) {
            return Optional.empty();
        }
        return Optional.of(
                ("%s was written by a newer server than %s, which would start empty;"
                                + " install a valkey-server or name one by FLAGMETER_VALKEY")
                        .formatted(data(), program.description()));
    }

    @Override
    public List<String> command(int port) {
        var usual =
                List.of(
                        program.file().toString(),
                        marks().portOption(),
                        Integer.toString(port),
                        marks().dataOption(),
                        data().toString(),
                        "--bind",
                        FreePorts.LOOPBACK.getHostAddress(),
                        // By the server itself: it is there although we are killed before we write
                        // it.
                        "--pidfile",
                        dir.pidFile(name()).toString(),
                        // Keeps the arguments visible, by which the next start recognises it.
                        "--set-proc-title",
                        "no",
                        "--appendonly",
                        "yes",
                        "--appendfsync",
                        appendFsync.option(),
                        // After a crash the last command may be half there; it was never
                        // acknowledged.
                        "--aof-load-truncated",
                        "yes",
                        "--save",
                        "",
                        // A full queue is an error that the ingest API answers with 503.
                        "--maxmemory",
                        "256mb",
                        "--maxmemory-policy",
                        "noeviction",
                        // No event is nearly as long: what is gets no further than the door.
                        "--proto-max-bulk-len",
                        "1mb");
        return Stream.concat(usual.stream(), options.stream()).toList();
    }

    @Override
    public Optional<OsProcess> answering(OsProcess started, int port) {
        try (var connection = ValkeyConnection.to(port, PATIENCE)) {
            // While it loads its data the answer is an error.
            return connection.ask("PING").equals("PONG") ? Optional.of(started) : Optional.empty();
        } catch (IOException notYet) {
            return Optional.empty();
        }
    }
}
