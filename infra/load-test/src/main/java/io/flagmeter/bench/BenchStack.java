package io.flagmeter.bench;

import io.flagmeter.embedded.FreePorts;
import io.flagmeter.embedded.OsProcess;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A FlagMeter of its own: this clone's programs on a folder and on ports that nobody else uses. */
final class BenchStack implements AutoCloseable {

    static final List<String> PROCESSES =
            List.of("postgres", "valkey", "rollup-worker", "ingest-api", "alerting");
    static final String WORKER = "rollup-worker";
    static final String API = "ingest-api";

    private static final int STOP_SECONDS = 60;

    private final Path script;
    private final Path home;
    final int port;
    private volatile @Nullable Process running;
    private volatile boolean closed;

    BenchStack(Path clone) throws IOException {
        script = clone.resolve("flagmeter");
        home = Files.createTempDirectory("flagmeter-bench");
        // PostgreSQL leaves root for another account, which has to get here.
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxr-xr-x"));
        port = FreePorts.row(3);
    }

    void up() throws IOException, InterruptedException {
        launch("up", "--detach", "--port", String.valueOf(port));
    }

    /** SIGTERM, as an operator would: it finishes the batch in hand. */
    void stopWorker() throws IOException, InterruptedException {
        ProcessHandle worker = process(WORKER).handle();
        worker.destroy();
        try {
            worker.onExit().get(STOP_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("the worker does not stop", e);
        }
    }

    OsProcess process(String name) throws IOException {
        return find(name).orElseThrow(() -> new IOException(name + " does not run any more"));
    }

    Optional<OsProcess> find(String name) throws IOException {
        String pid = Files.readString(home.resolve("run/" + name + ".pid")).strip();
        return ProcessHandle.of(Long.parseLong(pid)).map(OsProcess::new);
    }

    String valkeyUrl() throws IOException {
        return "redis://" + address("valkey");
    }

    int valkeyPort() throws IOException {
        return Integer.parseInt(address("valkey").replaceFirst(".*:", ""));
    }

    String jdbcUrl() throws IOException {
        return "jdbc:postgresql://%s?user=flagmeter&password=flagmeter&ApplicationName=bench"
                .formatted(address("postgres"));
    }

    Path scratch(String name) {
        return home.resolve(name);
    }

    private String address(String server) throws IOException {
        var properties = new Properties();
        properties.load(new StringReader(Files.readString(home.resolve("run/stack.properties"))));
        String address = properties.getProperty(server);
        if (address == null) {
            throw new IOException("the stack did not say where " + server + " is");
        }
        return address;
    }

    private void launch(String... words) throws IOException, InterruptedException {
        var command = new ArrayList<String>();
        command.add(script.toString());
        command.addAll(List.of(words));
        Path log = home.resolve("launcher.log");
        var builder =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.to(log.toFile()));
        var environment = builder.environment();
        environment.keySet().removeIf(BenchStack::wouldChangeTheStack);
        environment.put("FLAGMETER_HOME", home.toString());
        environment.put("FLAGMETER_ADMIN_KEY", BenchKey.TEXT);
        // Batches come faster than any worker counts them; the bound is not what is measured.
        environment.put("FLAGMETER_INGEST_MAX_QUEUED_EVENTS", "100000000");
        // Most connections of the open loop wait for a moment when the server is slow.
        environment.put("QUARKUS_HTTP_IDLE_TIMEOUT", "10M");
        Process process = builder.start();
        running = process;
        int status = process.waitFor();
        running = null;
        if (status != 0) {
            throw new IOException(
                    "flagmeter %s failed: %s".formatted(words[0], Files.readString(log).strip()));
        }
    }

    /** FLAGMETER_JAVA_OPTS stays: trying JVM flags is what a bench is for. */
    private static boolean wouldChangeTheStack(String variable) {
        return variable.equals("DATABASE_URL")
                || variable.equals("VALKEY_URL")
                || variable.equals("FLAGMETER_QUEUE_PARTITIONS")
                || variable.equals("FLAGMETER_ACCESS")
                || variable.startsWith("QUARKUS_");
    }

    /**
     * Also from a shutdown hook, in the middle of anything; the second call finds nothing to do.
     */
    @Override
    public synchronized void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        try {
            Process underWay = running;
            if (underWay != null) {
                underWay.destroy();
                underWay.waitFor();
            }
            launch("down");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted; what is left of the stack runs in " + home, e);
        }
        try (Stream<Path> files = Files.walk(home)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
