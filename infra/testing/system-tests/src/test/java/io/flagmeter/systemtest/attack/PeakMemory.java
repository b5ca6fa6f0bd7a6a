package io.flagmeter.systemtest.attack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * The most memory that processes took since this was made. Pages that mirror a file are left out:
 * the kernel takes them back before it ends a container for its size.
 */
final class PeakMemory implements AutoCloseable {

    private static final long EVERY_MILLIS = 50;

    private final Map<String, ProcessHandle> processes;
    private final Map<String, Long> peaks = new ConcurrentHashMap<>();
    private final ScheduledExecutorService clock =
            Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().factory());

    PeakMemory(Map<String, ProcessHandle> processes) {
        this.processes = Map.copyOf(processes);
        var ignored = clock.scheduleAtFixedRate(this::look, 0, EVERY_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** In megabytes. */
    long peak(String name) {
        look();
        return peaks.get(name);
    }

    private void look() {
        processes.forEach((name, process) -> peaks.merge(name, megabytes(process), Math::max));
    }

    /** Nothing of a process that has ended, which is found out elsewhere. */
    private static long megabytes(ProcessHandle process) {
        if (!process.isAlive()) {
            return 0;
        }
        try (var lines = Files.lines(Path.of("/proc", String.valueOf(process.pid()), "status"))) {
            return lines.filter(line -> line.startsWith("RssAnon:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                    .sum();
        } catch (IOException | UncheckedIOException ended) {
            return 0;
        }
    }

    @Override
    public void close() {
        clock.close();
    }
}
