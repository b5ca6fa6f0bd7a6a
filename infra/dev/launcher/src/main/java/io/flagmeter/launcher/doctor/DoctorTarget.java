package io.flagmeter.launcher.doctor;

import io.flagmeter.embedded.EmbeddedValkey;
import io.flagmeter.embedded.StackDirectory;
import io.flagmeter.launcher.Backend;
import io.flagmeter.launcher.LocalStack;
import io.flagmeter.launcher.Server;
import io.flagmeter.launcher.StartServers;
import java.util.Map;

/** The server to examine: the user's, the stack's running one, or one started for the occasion. */
record DoctorTarget(Backend backend, String origin, Runnable discharge) implements AutoCloseable {

    /**
     * Finds it, or starts it.
     *
     * @param environment what the Valkey of this stack would be chosen by
     */
    static DoctorTarget of(LocalStack stack, Server server, Map<String, String> environment) {
        var replacement = server.replacement();
        if (replacement.isPresent()) {
            var backend = Backend.replacedBy(server, replacement.get());
            return new DoctorTarget(backend, "from " + server.variable(), () -> {});
        }
        var running = server.find(stack.directory());
        if (running.isPresent()) {
            var backend = Backend.of(server, running.get());
            return new DoctorTarget(backend, "the one running here", () -> {});
        }
        if (server == Server.VALKEY) {
            EmbeddedValkey.objection(stack.directory(), environment)
                    .ifPresent(
                            why -> {
                                throw new IllegalStateException(why);
                            });
        }
        var directory = StackDirectory.temporary();
        try {
            var embedded = StartServers.startOrAttach(server, directory, 0);
            return new DoctorTarget(
                    Backend.of(server, embedded),
                    "started for this check",
                    () -> {
                        embedded.stop();
                        directory.delete();
                    });
        } catch (RuntimeException e) {
            directory.delete();
            throw e;
        }
    }

    @Override
    public void close() {
        discharge.run();
    }
}
