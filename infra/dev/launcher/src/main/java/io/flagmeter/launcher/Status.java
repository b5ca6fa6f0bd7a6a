package io.flagmeter.launcher;

import io.flagmeter.embedded.ResourceUse;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code flagmeter status}: a table of the five processes; exit status 0 if all are healthy. */
@Command(
        name = "status",
        description =
                "Shows name, pid, state, port, health, resident memory and uptime of every part.",
        footer = {
            "States: running, dead (ended without being stopped), stopped, external (DATABASE_URL or",
            "VALKEY_URL). Exit status 0 if everything is healthy, 1 otherwise."
        })
final class Status implements Callable<Integer> {

    private static final String FORMAT = "%-14s %-8s %-9s %-6s %-22s %8s  %s";

    private final LocalStack stack;
    private final Screen screen;

    Status(LocalStack stack, Screen screen) {
        this.stack = stack;
        this.screen = screen;
    }

    /** One line of the table; a server elsewhere has no process here. */
    private record Row(
            String name,
            Optional<ProcessHandle> process,
            String state,
            String port,
            Health health) {}

    @Override
    public Integer call() throws IOException {
        var last = LastRun.read(stack);
        var rows = new ArrayList<Row>();
        for (Server server : Server.values()) {
            rows.add(row(server, last));
        }
        Service.ALL.forEach(service -> rows.add(row(service, last)));

        screen.line(
                screen.bold(
                        FORMAT.formatted(
                                "NAME", "PID", "STATE", "PORT", "HEALTH", "RSS", "UPTIME")));
        rows.forEach(this::print);
        long healthy = rows.stream().filter(row -> row.health().isReady()).count();
        screen.line("");
        screen.line(summary(rows, healthy, last.map(LastRun::ports).orElse(ServicePorts.USUAL)));
        return healthy == rows.size() ? 0 : 1;
    }

    private Row row(Server server, Optional<LastRun> last) {
        var address = last.map(run -> run.address(server)).orElse("");
        if (address.startsWith(Backend.EXTERNAL)) {
            return external(server, address.substring(Backend.EXTERNAL.length()));
        }
        var process = stack.pidFile(server).process();
        if (process.isEmpty()) {
            return absent(server.label(), stack.pidFile(server), "");
        }
        var found = server.find(stack.directory());
        var health =
                found.map(it -> ServerPing.of(server, "127.0.0.1", it.port()))
                        .orElseGet(() -> new Health(false, "no answer"));
        String port = found.map(it -> it.port() + "").orElse("");
        return new Row(server.label(), process, "running", port, health);
    }

    private static Row external(Server server, String address) {
        var backend = Backend.replacedBy(server, "any://" + address);
        var health = ServerPing.of(server, backend.host(), backend.port());
        return new Row(server.label(), Optional.empty(), "external", backend.port() + "", health);
    }

    private Row row(Service service, Optional<LastRun> last) {
        var pidFile = stack.pidFile(service);
        var process = pidFile.process();
        String port = last.map(run -> run.ports().of(service) + "").orElse("");
        if (process.isEmpty()) {
            return absent(service.name(), pidFile, port);
        }
        var health =
                Health.of(StartServices.probeHost(), Integer.parseInt(port.isEmpty() ? "0" : port));
        return new Row(service.name(), process, "running", port, health);
    }

    private static Row absent(String name, PidFile pidFile, String port) {
        String state = pidFile.exists() ? "dead" : "stopped";
        return new Row(name, Optional.empty(), state, port, new Health(false, ""));
    }

    private void print(Row row) {
        var uptime =
                row.process()
                        .flatMap(process -> process.info().startInstant())
                        .map(start -> Words.uptime(Duration.between(start, Instant.now())));
        String line =
                FORMAT.formatted(
                        row.name(),
                        row.process().map(process -> process.pid() + "").orElse("-"),
                        row.state(),
                        row.port().isEmpty() ? "-" : row.port(),
                        row.health().words().isEmpty() ? "-" : row.health().words(),
                        row.process().map(Status::residentBytes).map(Words::megabytes).orElse("-"),
                        uptime.orElse("-"));
        if (row.health().isReady()) {
            screen.line(line.replaceFirst(" ready ", " " + screen.green("ready") + " "));
            return;
        }
        screen.line(row.state().equals("stopped") ? screen.dim(line) : screen.red(line));
    }

    private static long residentBytes(ProcessHandle process) {
        return ResourceUse.of(process).residentBytes();
    }

    private String summary(List<Row> rows, long healthy, ServicePorts ports) {
        if (rows.stream().allMatch(row -> row.state().equals("stopped"))) {
            return "Nothing runs; start it with ./flagmeter up.";
        }
        long bytes =
                rows.stream()
                        .flatMap(row -> row.process().stream())
                        .mapToLong(Status::residentBytes)
                        .sum();
        if (healthy == rows.size()) {
            return "All healthy, %s resident, API at http://localhost:%d"
                    .formatted(Words.megabytes(bytes), ports.first());
        }
        return ("%d of %d healthy; ./flagmeter up --detach starts what is missing, "
                        + "./flagmeter logs tells why.")
                .formatted(healthy, rows.size());
    }
}
