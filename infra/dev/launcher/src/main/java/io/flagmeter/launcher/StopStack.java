package io.flagmeter.launcher;

import io.flagmeter.embedded.EmbeddedServer;
import io.flagmeter.embedded.OsProcess;
import io.flagmeter.embedded.Patience;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** Stops parts in order: who receives first, then who counts, then what they store in. */
final class StopStack {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(20);
    private static final List<Server> SERVERS = List.of(Server.VALKEY, Server.POSTGRES);

    private final LocalStack stack;
    private final Progress progress;

    StopStack(LocalStack stack, Progress progress) {
        this.stack = stack;
        this.progress = progress;
    }

    /** All there is, under the lock; returns how many parts ran. */
    static int everything(LocalStack stack, Screen screen, Duration patience) throws IOException {
        try (var _ = stack.takeLock(patience);
                var progress = new Progress(screen)) {
            int stopped = new StopStack(stack, progress).these(Service.STOP_ORDER, SERVERS);
            LastRun.forget(stack);
            return stopped;
        }
    }

    /** What does not run leaves at most its pid file, which goes as well. */
    int these(List<Service> services, List<Server> servers) {
        int stopped = 0;
        for (Service service : Service.STOP_ORDER) {
            stopped += services.contains(service) && stop(service) ? 1 : 0;
        }
        for (Server server : SERVERS) {
            stopped += servers.contains(server) && stop(server) ? 1 : 0;
        }
        return stopped;
    }

    boolean stop(Service service) {
        return stop(service.name(), stack.pidFile(service), () -> {});
    }

    private boolean stop(Server server) {
        // PostgreSQL on a TERM would wait for every client to leave; its own way is faster.
        return stop(
                server.label(),
                stack.pidFile(server),
                () -> server.find(stack.directory()).ifPresent(EmbeddedServer::stop));
    }

    private boolean stop(String name, PidFile pidFile, Runnable itsOwnWay) {
        var processes = pidFile.everyProcess();
        if (!processes.isEmpty()) {
            var row = progress.begin(name, "stopping");
            try {
                itsOwnWay.run();
            } catch (RuntimeException e) {
                row.note("does not stop by itself, asking the process");
            }
            long killed = processes.stream().filter(process -> !end(process)).count();
            row.done(
                    killed == 0
                            ? "stopped"
                            : "killed: it did not stop in %d s".formatted(PATIENCE.toSeconds()));
        }
        pidFile.delete();
        return !processes.isEmpty();
    }

    /** True if it went when asked, false if it had to be killed. */
    private static boolean end(ProcessHandle process) {
        if (!new OsProcess(process).isAlive()) {
            return true;
        }
        process.destroy();
        if (hasEnded(process)) {
            return true;
        }
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        hasEnded(process);
        return false;
    }

    private static boolean hasEnded(ProcessHandle handle) {
        var process = new OsProcess(handle);
        var patience = Patience.of(PATIENCE);
        while (process.isAlive() && !patience.isExhausted()) {
            Patience.pause(BETWEEN_LOOKS);
        }
        return !process.isAlive();
    }
}
