package io.flagmeter.stack.server;

import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Three Valkeys that are one cluster: each has a third of the hash slots, none has a replica. */
public final class EmbeddedValkeyCluster implements AutoCloseable {

    private static final int NODES = 3;
    private static final int SLOTS = 16_384;
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private static final List<String> OPTIONS =
            List.of("--cluster-enabled", "yes", "--cluster-node-timeout", "1000");

    private final StackDirectory dir;
    private final List<EmbeddedValkey> nodes = new ArrayList<>();

    private EmbeddedValkeyCluster(StackDirectory dir) {
        this.dir = dir;
        IntStream.range(0, NODES).forEach(node -> nodes.add(launch(node)));
    }

    /**
     * The one that runs below this directory, else a new one on any free ports; returns when it
     * takes commands.
     *
     * @throws IllegalStateException if it does not start; the message says why
     */
    public static EmbeddedValkeyCluster start(StackDirectory dir) {
        boolean isNew = !Files.exists(home(dir, NODES - 1).root());
        var cluster = new EmbeddedValkeyCluster(dir);
        if (isNew) {
            cluster.join();
        }
        cluster.awaitAll();
        return cluster;
    }

    /** What {@code VALKEY_URL} has to be. */
    public String url() {
        return nodes.stream().map(EmbeddedValkey::url).collect(Collectors.joining(","));
    }

    /** How many nodes there are. */
    public int size() {
        return NODES;
    }

    /** SIGKILL; returns when the process is gone. */
    public void kill(int node) {
        nodes.get(node).kill();
    }

    /** Starts a killed node again, on its port and with its data. */
    public void restart(int node) {
        nodes.set(node, launch(node));
        awaitAll();
    }

    @Override
    public void close() {
        nodes.forEach(EmbeddedValkey::close);
    }

    private EmbeddedValkey launch(int node) {
        StackDirectory home = home(dir, node);
        // It is known by its port, so it keeps it.
        int port = Files.exists(home.root()) ? 0 : Port.withBus();
        return EmbeddedValkey.start(home, port, System.getenv(), OPTIONS);
    }

    private static StackDirectory home(StackDirectory dir, int node) {
        return new StackDirectory(dir.root().resolve("node-" + node));
    }

    private void join() {
        for (int node = 0; node < NODES; node++) {
            String slots =
                    IntStream.range(SLOTS * node / NODES, SLOTS * (node + 1) / NODES)
                            .mapToObj(String::valueOf)
                            .collect(Collectors.joining(" "));
            order(node, "CLUSTER ADDSLOTS " + slots);
            order(node, "CLUSTER SET-CONFIG-EPOCH " + (node + 1));
        }
        for (EmbeddedValkey other : nodes.subList(1, NODES)) {
            order(0, "CLUSTER MEET 127.0.0.1 " + other.port());
        }
    }

    private void order(int node, String command) {
        String answer = ValkeyKind.ask(nodes.get(node).port(), command);
        if (!answer.equals("+OK")) {
            throw new IllegalStateException(
                    "node %d does not join its cluster: %s".formatted(node, answer));
        }
    }

    /** Until every node knows one for each slot. */
    private void awaitAll() {
        Patience.of(LIMIT)
                .until(
                        () -> nodes.stream().allMatch(EmbeddedValkeyCluster::knowsAll),
                        () -> "the nodes of the cluster do not find each other");
    }

    private static boolean knowsAll(EmbeddedValkey node) {
        String answer = ValkeyKind.ask(node.port(), "EXISTS any");
        return answer.startsWith(":") || answer.startsWith("-MOVED");
    }
}
