package io.flagmeter.bench;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Requests at times fixed beforehand. Each is measured from when it was due, also if it had to wait
 * for the generator or for a connection: waiting is what a client would feel.
 */
final class OpenLoop implements AutoCloseable {

    /** A client's pool; where all of them are busy, requests wait and their clock runs. */
    private static final int CONNECTIONS = 256;

    /** Waiting in epoll is exact to a millisecond only, so it is polled instead. */
    private static final long POLL_NANOS = TimeUnit.MICROSECONDS.toNanos(50);

    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final Selector selector = Selector.open();
    private final List<HttpConnection> connections = new ArrayList<>();
    private final ArrayDeque<HttpConnection> idle = new ArrayDeque<>();
    private final Requests requests;
    private Latencies latencies = new Latencies();
    private long failed;
    private @Nullable IOException broken;

    OpenLoop(int port, Requests requests) throws IOException {
        this.requests = requests;
        for (int i = 0; i < CONNECTIONS; i++) {
            connections.add(new HttpConnection(port, requests.maxBytes(), selector));
        }
        idle.addAll(connections);
    }

    /**
     * @param due by {@link System#nanoTime}, in order
     */
    Rate run(long[] due) throws IOException {
        latencies = new Latencies();
        failed = 0;
        int next = 0;
        long giveUp = due[due.length - 1] + PATIENCE_NANOS;
        while (next < due.length || idle.size() < CONNECTIONS) {
            long now = System.nanoTime();
            while (next < due.length && due[next] <= now && !idle.isEmpty()) {
                // The last one used: few connections carry a quiet rate, as in a client's pool.
                HttpConnection connection = idle.pop();
                connection.began = due[next++];
                connection.send(requests);
            }
            if (selector.selectNow(this::ready) == 0) {
                LockSupport.parkNanos(POLL_NANOS);
            }
            if (broken != null) {
                throw broken;
            }
            if (now > giveUp || Thread.interrupted()) {
                throw new IOException("answers are missing");
            }
        }
        return new Rate(latencies.count(), failed, System.nanoTime() - due[0], latencies);
    }

    private void ready(SelectionKey key) {
        var connection = (HttpConnection) key.attachment();
        try {
            if (!connection.proceed()) {
                return;
            }
        } catch (IOException e) {
            broken = e;
            return;
        }
        if (connection.succeeded()) {
            latencies.add(System.nanoTime() - connection.began);
        } else {
            failed++;
        }
        idle.push(connection);
    }

    @Override
    public void close() throws IOException {
        for (HttpConnection connection : connections) {
            connection.close();
        }
        selector.close();
    }
}
