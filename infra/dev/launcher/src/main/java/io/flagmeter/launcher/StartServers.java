package io.flagmeter.launcher;

import io.flagmeter.embedded.EmbeddedPostgres;
import io.flagmeter.embedded.EmbeddedServer;
import io.flagmeter.embedded.EmbeddedValkey;
import io.flagmeter.embedded.StackDirectory;
import io.flagmeter.tools.UserError;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.Executors;

/** PostgreSQL and Valkey, side by side: attached to, started, or taken from the environment. */
public final class StartServers {

    private final LocalStack stack;
    private final UpOptions options;
    private final Progress progress;
    private final ThisRun thisRun;

    StartServers(LocalStack stack, UpOptions options, Progress progress, ThisRun thisRun) {
        this.stack = stack;
        this.options = options;
        this.progress = progress;
        this.thisRun = thisRun;
    }

    List<Backend> run() {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var postgres = threads.submit(() -> backend(Server.POSTGRES));
            var valkey = threads.submit(() -> backend(Server.VALKEY));
            return List.of(StartServices.await(postgres), StartServices.await(valkey));
        }
    }

    private Backend backend(Server server) {
        var replacement = server.replacement();
        if (replacement.isPresent()) {
            return external(Backend.replacedBy(server, replacement.get()));
        }
        var before = stack.pidFile(server).process();
        var row = progress.begin(server.label(), "starting " + server.product());
        try {
            var embedded = start(server, before.isPresent());
            boolean stayed = before.filter(embedded.process()::equals).isPresent();
            row.done(
                    "%s%s, port %d"
                            .formatted(
                                    stayed ? "already running: " : "",
                                    embedded.description(),
                                    embedded.port()));
            return Backend.of(server, embedded);
        } catch (UncheckedIOException | IllegalStateException e) {
            row.failed("not started");
            throw UserError.about(
                    "%s cannot be started: %s".formatted(server.label(), e.getMessage()));
        }
    }

    /** The one that runs in this directory, otherwise a new one. */
    public static EmbeddedServer startOrAttach(Server server, StackDirectory directory, int port) {
        return switch (server) {
            case POSTGRES -> EmbeddedPostgres.start(directory, port);
            case VALKEY -> EmbeddedValkey.start(directory, port);
        };
    }

    private EmbeddedServer start(Server server, boolean ran) {
        if (!ran) {
            thisRun.starts(server);
        }
        return startOrAttach(server, stack.directory(), options.port(server).orElse(0));
    }

    private Backend external(Backend backend) {
        var row = progress.begin(backend.server().label(), "asking " + backend.host());
        var health = ServerPing.of(backend.server(), backend.host(), backend.port());
        if (!health.isReady()) {
            row.failed("no answer");
            throw UserError.about(
                    "%s names %s:%d, and no %s answers there; ./flagmeter doctor tells more."
                            .formatted(
                                    backend.server().variable(),
                                    backend.host(),
                                    backend.port(),
                                    backend.server().product()));
        }
        row.done("%s from %s".formatted(backend.shown(), backend.server().variable()));
        return backend;
    }
}
