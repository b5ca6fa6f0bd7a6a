package io.flagmeter.launcher;

import io.flagmeter.embedded.ProcessLock;
import io.flagmeter.embedded.StackDirectory;
import io.flagmeter.tools.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** One clone's programs and the folder where that clone keeps its state. */
public record LocalStack(Path checkout, StackDirectory directory) {

    Path jar(Service service) {
        return checkout.resolve(service.name()).resolve("target/quarkus-app/quarkus-run.jar");
    }

    /** The file of flags that the images run with too. */
    Path jvmFlags() {
        return checkout.resolve("infra/jvm/flags");
    }

    /**
     * Put on each service's command line: a pid is believed only if its command carries it, so that
     * a pid used again, by anything or by another clone, is never signalled. Not below {@code
     * flagmeter.}, which the services check for misspelt settings.
     */
    String mark(Service service) {
        return "-Dlocal-stack.process=" + directory.root() + "#" + service.name();
    }

    PidFile pidFile(Service service) {
        return new PidFile(
                directory.pidFile(service.name()),
                process -> process.commandLine().contains(mark(service)));
    }

    PidFile pidFile(Server server) {
        Path data = directory.data(server.label());
        return new PidFile(
                directory.pidFile(server.label()),
                process ->
                        server.isProgram(process.name())
                                && process.commandLine().stream()
                                        .anyMatch(word -> isSame(word, data)));
    }

    /** Both servers are told their data folder on the command line. */
    private static boolean isSame(String word, Path folder) {
        try {
            return word.startsWith("/") && Files.isSameFile(Path.of(word), folder);
        } catch (IOException | InvalidPathException notTheFolder) {
            return false;
        }
    }

    /** Held while one launcher starts or stops parts of this stack. */
    ProcessLock takeLock(Duration patience) throws IOException {
        return ProcessLock.take(
                directory.root().resolve("run/stack.lock"),
                patience,
                pid ->
                        UserError.about(
                                ("Another ./flagmeter (pid %s) is starting or stopping this stack; "
                                                + "wait for it, then try again.")
                                        .formatted(pid)));
    }

    Path adminKeyFile() {
        return directory.root().resolve("admin-key");
    }

    Path lastRun() {
        return directory.root().resolve("run/stack.properties");
    }

    /** The HTTP ports this stack has, or would take when started. */
    public List<PortUse> portUses() {
        var ports = LastRun.read(this).map(LastRun::ports).orElse(ServicePorts.USUAL);
        return Service.PORT_ORDER.stream()
                .map(
                        service -> {
                            int port = ports.of(service);
                            boolean used = pidFile(service).process().isPresent();
                            boolean taken =
                                    !used && !ServicePorts.isFree(StartServices.host(), port);
                            return new PortUse(port, service.name(), used, taken);
                        })
                .toList();
    }
}
