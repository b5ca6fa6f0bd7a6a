package io.flagmeter.load.chaos;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Another rollup-worker on the same queue, which the launcher knows nothing of. */
final class SecondWorker {
    private final Script script;
    private final Ports ports;
    private final Map<String, String> settings;
    private @Nullable Process process;

    SecondWorker(Script script, Ports ports, Map<String, String> settings) {
        this.script = script;
        this.ports = ports;
        this.settings = Map.copyOf(settings);
    }

    synchronized boolean isAlive() {
        return process != null && process.isAlive();
    }

    synchronized Optional<ProcessHandle> process() {
        return Optional.ofNullable(process).map(Process::toHandle);
    }

    synchronized void start() throws IOException {
        var environment = new HashMap<>(settings);
        environment.put("DATABASE_URL", Stack.databaseUrl(ports));
        environment.put("VALKEY_URL", "redis://localhost:" + ports.valkey());
        environment.put("QUARKUS_HTTP_HOST", "127.0.0.1");
        environment.put("QUARKUS_HTTP_PORT", String.valueOf(ports.secondWorker()));
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        Path jar = script.checkout().resolve("rollup-worker/target/quarkus-app/quarkus-run.jar");
        process =
                script.start(
                        List.of(
                                java.toString(),
                                "@" + script.checkout().resolve("infra/jvm/flags"),
                                "-Xmx96m",
                                "-jar",
                                jar.toString()),
                        Victim.SECOND_WORKER.label(),
                        environment);
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
