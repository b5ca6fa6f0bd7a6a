package io.flagmeter.launcher.doctor;

import io.flagmeter.embedded.EmbeddedValkey;
import io.flagmeter.embedded.StackDirectory;
import io.flagmeter.launcher.Backend;
import io.flagmeter.launcher.LocalStack;
import io.flagmeter.launcher.Server;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;

/** The server to examine: the user's, the stack's running one, or one started for the occasion. */
record Patient(Backend backend, String origin, Runnable discharge) implements AutoCloseable {

    static Patient of(LocalStack stack, Server server) {
        var replacement = server.replacement();
        if (replacement.isPresent()) {
            var backend = Backend.replacedBy(server, replacement.get());
            return new Patient(backend, "from " + server.variable(), () -> {});
        }
        if (stack.isRunning(server)) {
            var embedded = server.start(stack.directory(), 0);
            return new Patient(Backend.of(server, embedded), "the one running here", () -> {});
        }
        if (server == Server.VALKEY) {
            EmbeddedValkey.objection(stack.directory())
                    .ifPresent(
                            why -> {
                                throw new IllegalStateException(why);
                            });
        }
        var directory = StackDirectory.temporary();
        try {
            var embedded = server.start(directory, 0);
            return new Patient(
                    Backend.of(server, embedded),
                    "started for this check",
                    () -> {
                        embedded.stop();
                        delete(directory.root());
                    });
        } catch (RuntimeException e) {
            delete(directory.root());
            throw e;
        }
    }

    @Override
    public void close() {
        discharge.run();
    }

    private static void delete(Path folder) {
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
