package io.flagmeter.launcher;

import io.flagmeter.embedded.StackDirectory;
import java.nio.file.Path;
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
                pid -> Proc.arguments(pid).contains(mark(service)));
    }

    PidFile pidFile(Server server) {
        Path data = directory.data(server.label());
        return new PidFile(
                directory.pidFile(server.label()),
                pid ->
                        server.isProgram(Proc.name(pid))
                                && Proc.arguments(pid).stream()
                                        .anyMatch(word -> Proc.isSame(word, data)));
    }

    Path lock() {
        return directory.root().resolve("run/stack.lock");
    }

    Path lastRun() {
        return directory.root().resolve("run/stack.properties");
    }

    public boolean isRunning(Server server) {
        return pidFile(server).process().isPresent();
    }

    /** The HTTP ports this stack has, or would take when started. */
    public List<PortUse> portUses() {
        var ports = LastRun.read(this).map(LastRun::ports).orElse(Ports.USUAL);
        return Service.PORT_ORDER.stream()
                .map(
                        service -> {
                            int port = ports.of(service);
                            boolean used = pidFile(service).process().isPresent();
                            boolean taken = !used && !Ports.isFree(StartServices.host(), port);
                            return new PortUse(port, service.name(), used, taken);
                        })
                .toList();
    }
}
