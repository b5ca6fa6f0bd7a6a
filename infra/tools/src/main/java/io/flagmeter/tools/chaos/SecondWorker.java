package io.flagmeter.tools.chaos;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Another rollup-worker on the same queue, which the launcher knows nothing of. */
final class SecondWorker {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final Script script;
    private final ChaosPorts ports;
    private final Map<String, String> settings;
    private final String javaOptions;
    private @Nullable Process process;

    SecondWorker(
            Script script, ChaosPorts ports, Map<String, String> settings, String javaOptions) {
        this.script = script;
        this.ports = ports;
        this.settings = Map.copyOf(settings);
        this.javaOptions = javaOptions;
    }

    synchronized boolean isAlive() {
        return process != null && process.isAlive();
    }

    synchronized Optional<ProcessHandle> process() {
        return Optional.ofNullable(process).map(Process::toHandle);
    }

    synchronized void start() throws IOException {
        var environment = new HashMap<>(settings);
        environment.put("DATABASE_URL", ChaosStack.databaseUrl(ports));
        environment.put("VALKEY_URL", "redis://localhost:" + ports.valkey());
        environment.put("QUARKUS_HTTP_HOST", "127.0.0.1");
        environment.put("QUARKUS_HTTP_PORT", String.valueOf(ports.secondWorker()));
        process = script.start(command(), Victim.SECOND_WORKER.label(), environment);
    }

    private List<String> command() {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("@" + script.checkout().resolve("infra/jvm/flags"));
        command.add("-Xmx96m");
        command.addAll(List.of(javaOptions.split(" ")));
        command.add("-jar");
        command.add(
                script.checkout()
                        .resolve("rollup-worker/target/quarkus-app/quarkus-run.jar")
                        .toString());
        return command;
    }

    /** Returns when it says that it is ready. */
    void awaitReady(HttpClient http, URI ready) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!isReady(http, ready)) {
            if (System.nanoTime() > deadline || !isAlive()) {
                throw new IOException(
                        "the second worker does not come up; see " + script.home().resolve("logs"));
            }
            Thread.sleep(100);
        }
    }

    private static boolean isReady(HttpClient http, URI ready) throws InterruptedException {
        try {
            var request = HttpRequest.newBuilder(ready).timeout(Duration.ofSeconds(2)).build();
            return http.send(request, BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    synchronized void stop() throws InterruptedException {
        if (process != null) {
            process.destroy();
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        }
    }
}
