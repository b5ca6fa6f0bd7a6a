package io.flagmeter.tools.chaos;

import io.flagmeter.tools.ApiAddress;
import io.flagmeter.tools.OperatorKey;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;

/** A whole FlagMeter of our own, with two workers, whose parts can be killed and brought back. */
final class ChaosStack implements AutoCloseable {
    private static final int ATTEMPTS = 3;

    private static final String LEASE = FaultPlan.LEASE.toSeconds() + "s";

    private static final Map<String, String> SETTINGS =
            Map.of("FLAGMETER_WORKER_LEASE", LEASE, "LOG_LEVEL", "info");

    private static final Map<String, String> FOR_KILLS =
            Map.of(
                    "FLAGMETER_WORKER_LEASE", LEASE,
                    // Many small batches: a fault then falls into the middle of one more often.
                    "FLAGMETER_WORKER_BATCH_SIZE", "200",
                    "FLAGMETER_WORKER_LINGER", "2ms",
                    "LOG_LEVEL", "info");

    private static final String GIVE_BACK =
            "-XX:MinHeapFreeRatio=10 -XX:MaxHeapFreeRatio=30 -XX:-ShrinkHeapInSteps";

    private final Script script;
    private final ChaosPorts ports = ChaosPorts.free();
    private final SecondWorker secondWorker;
    private final HttpClient http = HttpClient.newHttpClient();
    private final List<Redelivered> redelivered =
            IntStream.of(ports.worker(), ports.secondWorker())
                    .mapToObj(port -> new Redelivered(http, http(port, "/q/metrics")))
                    .toList();
    private final Victims victims;
    private final AtomicBoolean closed = new AtomicBoolean();

    private ChaosStack(Path clone, Path home, Map<String, String> settings, String javaOptions) {
        var launcher = new HashMap<>(settings);
        launcher.put("FLAGMETER_HOME", home.toString());
        launcher.put("FLAGMETER_JAVA_OPTS", javaOptions);
        script = new Script(clone, home, launcher);
        secondWorker = new SecondWorker(script, ports, settings, javaOptions);
        victims = new Victims(home, secondWorker);
    }

    static ChaosStack forKills(Path clone, Path home) {
        // Half of the time to start is the better compiler's, and a restart is all we wait for.
        return new ChaosStack(clone, home, FOR_KILLS, "-XX:TieredStopAtLevel=1");
    }

    /**
     * As it is shipped, but for the lease, and for heaps that give back what a collection frees:
     * otherwise one that once took a backlog stays as large as that.
     */
    static ChaosStack forSoak(Path clone, Path home) {
        return new ChaosStack(clone, home, SETTINGS, GIVE_BACK);
    }

    ApiAddress api() throws IOException {
        return new ApiAddress(http(ports.api(), ""), OperatorKey.keptIn(script.home()));
    }

    String jdbcUrl() {
        return "jdbc:postgresql://localhost:%d/flagmeter?user=flagmeter&password=flagmeter"
                .formatted(ports.postgres());
    }

    /** Asks both workers how many events were delivered to them again: what is killed forgets. */
    void noteRedelivered() throws InterruptedException {
        for (Redelivered worker : redelivered) {
            worker.look();
        }
    }

    /** How many events were delivered to either worker again, as far as it was noted. */
    long redelivered() throws InterruptedException {
        noteRedelivered();
        return redelivered.stream().mapToLong(Redelivered::events).sum();
    }

    private static URI http(int port, String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    static String databaseUrl(ChaosPorts ports) {
        return "postgresql://flagmeter:flagmeter@localhost:%d/flagmeter"
                .formatted(ports.postgres());
    }

    /** Starts what does not run, and returns when all of it says that it is ready. */
    void start() throws IOException, InterruptedException {
        for (int attempt = 1; !up(); attempt++) {
            if (attempt == ATTEMPTS) {
                throw new IOException(
                        "the stack does not come up; see " + script.home().resolve("logs"));
            }
        }
        startSecondWorker();
    }

    /** The same when only these are away. */
    private void restart(List<Victim> away) throws IOException, InterruptedException {
        if (away.contains(Victim.SECOND_WORKER)) {
            // At the same time as the rest; it waits for the servers by itself.
            secondWorker.start();
        }
        if (away.equals(List.of(Victim.SECOND_WORKER))) {
            startSecondWorker();
        } else {
            start();
        }
    }

    /** Does what the fault says, and returns when all of it is well again. */
    void suffer(Fault fault) throws IOException, InterruptedException {
        switch (fault) {
            case Fault.Kill kill -> {
                victims.kill(kill.victims());
                Thread.sleep(kill.down());
                restart(kill.victims());
            }
            case Fault.Freeze freeze -> victims.freeze(freeze.victim(), freeze.length());
        }
    }

    /** What runs of it at this moment. */
    Map<Victim, ProcessHandle> processes() {
        return victims.alive();
    }

    int valkeyPort() {
        return ports.valkey();
    }

    boolean isClosed() {
        return closed.get();
    }

    @Override
    public void close() throws IOException {
        boolean ignored = closeIfOpen();
    }

    /** Stops everything that was started; whoever calls first does it, and gets true. */
    boolean closeIfOpen() throws IOException {
        if (closed.getAndSet(true)) {
            return false;
        }
        try {
            stopAll();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while stopping", e);
        }
        return true;
    }

    private void stopAll() throws IOException, InterruptedException {
        script.stop();
        victims.thaw();
        secondWorker.stop();
        script.run(List.of("down"));
        http.close();
    }

    private boolean up() throws IOException, InterruptedException {
        if (closed.get()) {
            throw new IOException("interrupted");
        }
        // The same ports again: clients and the second worker know no others.
        return script.run(
                        List.of(
                                "up",
                                "--detach",
                                "--port=" + ports.api(),
                                "--postgres-port=" + ports.postgres(),
                                "--valkey-port=" + ports.valkey()))
                == 0;
    }

    private void startSecondWorker() throws IOException, InterruptedException {
        if (!secondWorker.isAlive()) {
            secondWorker.start();
        }
        secondWorker.awaitReady(http, http(ports.secondWorker(), "/q/health/ready"));
    }
}
