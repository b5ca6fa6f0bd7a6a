package io.flagmeter.bench;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * As many requests as the server answers: each connection sends its next one when it got the last
 * answer. For throughput only; its latencies are those of a server that is kept full.
 */
final class ClosedLoop implements AutoCloseable {

    private static final int WAIT_MILLIS = 10_000;

    private final Selector selector = Selector.open();
    private final List<HttpConnection> connections = new ArrayList<>();
    private final Requests requests;

    ClosedLoop(int port, int connections, Requests requests) throws IOException {
        this.requests = requests;
        for (int i = 0; i < connections; i++) {
            this.connections.add(new HttpConnection(port, requests.maxBytes(), selector));
        }
    }

    /**
     * One thread for all connections: on two cores a second one would only take from the server.
     */
    Rate run(Duration length) throws IOException {
        var round = new Round(System.nanoTime() + length.toNanos());
        long began = System.nanoTime();
        for (HttpConnection connection : connections) {
            connection.began = began;
            connection.send(requests);
        }
        while (round.underWay > 0) {
            if (selector.select(round::ready, WAIT_MILLIS) == 0) {
                throw new IOException("no answer within %d ms".formatted(WAIT_MILLIS));
            }
            if (Thread.interrupted()) {
                throw new IOException("interrupted");
            }
        }
        if (round.broken != null) {
            throw round.broken;
        }
        return new Rate(
                round.latencies.count(), round.failed, System.nanoTime() - began, round.latencies);
    }

    private final class Round {
        private final long end;
        private final Latencies latencies = new Latencies();
        private int underWay = connections.size();
        private long failed;
        private @Nullable IOException broken;

        Round(long end) {
            this.end = end;
        }

        void ready(SelectionKey key) {
            var connection = (HttpConnection) key.attachment();
            try {
                if (connection.proceed()) {
                    answered(connection);
                }
            } catch (IOException e) {
                key.cancel();
                broken = e;
                underWay--;
            }
        }

        private void answered(HttpConnection connection) throws IOException {
            long now = System.nanoTime();
            if (connection.succeeded()) {
                latencies.add(now - connection.began);
            } else {
                failed++;
            }
            if (now >= end) {
                underWay--;
                return;
            }
            connection.began = now;
            connection.send(requests);
        }
    }

    @Override
    public void close() throws IOException {
        for (HttpConnection connection : connections) {
            connection.close();
        }
        selector.close();
    }
}
