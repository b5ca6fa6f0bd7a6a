package io.flagmeter.stack.proxy;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/** Servers that do the same work; those that say that they are ready get connections in turn. */
public final class ReadyServers implements FaultyProxy.Target, AutoCloseable {

    private static final Duration BETWEEN_PROBES = Duration.ofMillis(100);

    /** At a time: a server that hangs must not hold up what is learnt of the others. */
    private static final int PROBES = 8;

    private final List<Integer> ready = new CopyOnWriteArrayList<>();
    private final AtomicInteger turn = new AtomicInteger();
    private final ScheduledExecutorService probes =
            Executors.newScheduledThreadPool(PROBES, Thread.ofVirtual().factory());

    /** Adds one, which gets nothing before it is ready. */
    public void add(int port, BooleanSupplier isReady) {
        var ignored =
                probes.scheduleWithFixedDelay(
                        () -> probed(port, isReady.getAsBoolean()),
                        0,
                        BETWEEN_PROBES.toMillis(),
                        TimeUnit.MILLISECONDS);
    }

    private void probed(int port, boolean isReady) {
        if (!isReady) {
            ready.remove((Integer) port);
        } else if (!ready.contains(port)) {
            ready.add(port);
        }
    }

    @Override
    public int port() throws IOException {
        Object[] now = ready.toArray();
        if (now.length == 0) {
            throw new IOException("no server is ready");
        }
        return (int) now[Math.floorMod(turn.getAndIncrement(), now.length)];
    }

    @Override
    public void close() {
        probes.shutdownNow();
    }
}
