package io.flagmeter.launcher;

import io.flagmeter.embedded.LogTail;
import io.flagmeter.embedded.OsProcess;
import io.flagmeter.embedded.Patience;
import io.flagmeter.tools.UserError;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Brings up the services that do not run yet and waits until each says it is ready. */
final class StartServices {

    static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);
    private static final int LOG_LINES = 20;

    /** For demo and for trying out webhooks, while nobody else can add one. */
    private static final String ALLOW_LOOPBACK = "FLAGMETER_WEBHOOKS_ALLOW_LOOPBACK";

    private final LocalStack stack;
    private final ServicePorts ports;
    private final Map<String, String> backends;
    private final AdminKey key;
    private final Progress progress;
    private final ThisRun thisRun;

    StartServices(
            LocalStack stack,
            ServicePorts ports,
            List<Backend> backends,
            AdminKey key,
            Progress progress,
            ThisRun thisRun) {
        this.stack = stack;
        this.ports = ports;
        this.backends =
                Map.of(
                        backends.get(0).server().variable(), backends.get(0).url(),
                        backends.get(1).server().variable(), backends.get(1).url());
        this.key = key;
        this.progress = progress;
        this.thisRun = thisRun;
    }

    /** Loopback unless the operator says otherwise: a bare machine often has a public address. */
    static String host() {
        return System.getenv().getOrDefault("QUARKUS_HTTP_HOST", "127.0.0.1");
    }

    static String probeHost() {
        return host().equals("0.0.0.0") ? "127.0.0.1" : host();
    }

    private static boolean isLoopback(String host) {
        return host.equals("localhost") || host.equals("::1") || host.startsWith("127.");
    }

    /** The worker alone at first, because it migrates the schema that the others read. */
    void run() {
        start(Service.ROLLUP_WORKER);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var api = threads.submit(() -> start(Service.INGEST_API));
            var alerting = threads.submit(() -> start(Service.ALERTING));
            await(api);
            await(alerting);
        }
    }

    static <T> T await(Future<T> task) {
        try {
            return task.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw UserError.about("Interrupted.");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    private void start(Service service) {
        var running = stack.pidFile(service).process();
        var log = LogTail.fromNow(stack.directory().log(service.name()));
        var row = progress.begin(service.name(), "starting on port " + ports.of(service));
        try {
            var process = running.isPresent() ? running.get() : launch(service);
            awaitReady(service, process, log);
            row.done(
                    running.isPresent()
                            ? "already running, pid " + process.pid()
                            : "http://localhost:" + ports.of(service));
        } catch (IOException e) {
            row.failed("not started");
            throw UserError.about(
                    "%s cannot be started: %s".formatted(service.name(), e.getMessage()));
        } catch (UserError | IllegalStateException e) {
            row.failed("not ready");
            throw e;
        }
    }

    private ProcessHandle launch(Service service) throws IOException {
        var environment = new HashMap<>(backends);
        environment.put("QUARKUS_HTTP_HOST", host());
        environment.put("QUARKUS_HTTP_PORT", Integer.toString(ports.of(service)));
        if (!System.getenv().containsKey(ALLOW_LOOPBACK) && isLoopback(host())) {
            environment.put(ALLOW_LOOPBACK, "true");
        }
        if (service.equals(Service.INGEST_API)) {
            environment.put(AdminKey.VARIABLE, key.text());
            Optional.ofNullable(System.getenv(ServiceProcess.METRICS_KEY))
                    .ifPresent(text -> environment.put(ServiceProcess.METRICS_KEY, text));
        }
        thisRun.starts(service);
        return new ServiceProcess(stack, environment).start(service);
    }

    private void awaitReady(Service service, ProcessHandle process, LogTail log) {
        var patience = Patience.of(PATIENCE);
        var health = new Health(false, "no answer");
        while (!patience.isExhausted()) {
            if (!new OsProcess(process).isAlive()) {
                throw UserError.about(
                        "%s ended while it was starting. %s"
                                .formatted(service.name(), log.quoted(LOG_LINES)));
            }
            health = Health.of(probeHost(), ports.of(service));
            if (health.isReady()) {
                return;
            }
            Patience.pause(BETWEEN_LOOKS);
        }
        throw UserError.about(
                "%s was not ready within %d s (%s). %s"
                        .formatted(
                                service.name(),
                                PATIENCE.toSeconds(),
                                health.words(),
                                log.quoted(LOG_LINES)));
    }
}
