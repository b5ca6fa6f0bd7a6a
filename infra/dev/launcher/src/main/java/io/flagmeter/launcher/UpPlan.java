package io.flagmeter.launcher;

import io.flagmeter.tools.UserError;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** What an {@code up} is about to do, refused with one sentence before anything is started. */
record UpPlan(ServicePorts ports, List<Service> running, Optional<LastRun> last) {

    UpPlan {
        running = List.copyOf(running);
    }

    static UpPlan of(LocalStack stack, UpOptions options) {
        var running =
                Service.ALL.stream()
                        .filter(service -> stack.pidFile(service).process().isPresent())
                        .toList();
        var last = LastRun.read(stack);
        var wanted = options.port();
        var ports = wanted.isPresent() ? new ServicePorts(wanted.getAsInt()) : usedBefore(last);
        var plan = new UpPlan(ports, running, last);
        plan.refuseOtherPorts();
        plan.refuseOtherServers();
        plan.refuseTakenPorts();
        for (Server server : Server.values()) {
            plan.refuseTakenPort(stack, server, options);
        }
        return plan;
    }

    /** Whether the services that run were started with these servers. */
    boolean servesFrom(List<Backend> backends) {
        return last.filter(before -> before.equals(with(backends))).isPresent();
    }

    void remember(LocalStack stack, List<Backend> backends) throws IOException {
        with(backends).write(stack);
    }

    void forgetIfNothingRan(LocalStack stack) throws IOException {
        if (last.isEmpty()) {
            LastRun.forget(stack);
        }
    }

    private LastRun with(List<Backend> backends) {
        return new LastRun(ports, backends.get(0).address(), backends.get(1).address());
    }

    private static ServicePorts usedBefore(Optional<LastRun> last) {
        return last.map(LastRun::ports).orElse(ServicePorts.USUAL);
    }

    private void refuseOtherPorts() {
        if (!running.isEmpty() && !usedBefore(last).equals(ports)) {
            throw UserError.about(
                    "%s already runs on port %d; run ./flagmeter down first, or leave out --port."
                            .formatted(
                                    running.getFirst().name(),
                                    usedBefore(last).of(running.getFirst())));
        }
    }

    /** Half of the services on one database and half on another would be the worst of all ends. */
    private void refuseOtherServers() {
        if (running.isEmpty() || last.isEmpty()) {
            return;
        }
        for (Server server : Server.values()) {
            String before = last.get().address(server);
            String now =
                    server.replacement()
                            .map(url -> Backend.replacedBy(server, url).address())
                            .orElse("");
            boolean external = before.startsWith(Backend.EXTERNAL) || !now.isEmpty();
            if (external && !before.equals(now)) {
                throw otherServer(server, before, now);
            }
        }
    }

    private static UserError otherServer(Server server, String before, String now) {
        String used =
                before.startsWith(Backend.EXTERNAL)
                        ? before.substring(Backend.EXTERNAL.length())
                        : "the embedded " + server.product();
        String wanted =
                now.isEmpty() ? "is not set" : "says " + now.substring(Backend.EXTERNAL.length());
        return UserError.about(
                ("The running services use %s, but now %s %s; set it as before or "
                                + "run ./flagmeter down first.")
                        .formatted(used, server.variable(), wanted));
    }

    private void refuseTakenPorts() {
        for (Service service : Service.ALL) {
            if (!running.contains(service)
                    && !ServicePorts.isFree(StartServices.host(), ports.of(service))) {
                throw ports.taken(service);
            }
        }
    }

    private void refuseTakenPort(LocalStack stack, Server server, UpOptions options) {
        var wanted = options.port(server);
        if (wanted.isEmpty() || server.replacement().isPresent()) {
            return;
        }
        var running = server.find(stack.directory());
        if (running.isPresent()) {
            int port = running.get().port();
            if (port != wanted.getAsInt()) {
                throw UserError.about(
                        "%s already runs on port %d; run ./flagmeter down first, or leave out %s."
                                .formatted(server.label(), port, server.portOption()));
            }
            return;
        }
        if (!ServicePorts.isFree("127.0.0.1", wanted.getAsInt())) {
            throw UserError.about(
                    ("Port %d is taken by another program and %s needs it; choose "
                                    + "another with %s, or leave it out for a free one.")
                            .formatted(wanted.getAsInt(), server.label(), server.portOption()));
        }
    }
}
