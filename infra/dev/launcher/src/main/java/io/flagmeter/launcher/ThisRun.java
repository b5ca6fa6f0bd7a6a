package io.flagmeter.launcher;

import java.util.ArrayList;
import java.util.List;

/** What one {@code up} has started so far, to be undone should the rest fail. */
final class ThisRun {

    private final List<Service> services = new ArrayList<>();
    private final List<Server> servers = new ArrayList<>();

    synchronized void starts(Service service) {
        services.add(service);
    }

    synchronized void starts(Server server) {
        servers.add(server);
    }

    synchronized void undo(StopStack stop) {
        stop.these(List.copyOf(services), List.copyOf(servers));
    }
}
