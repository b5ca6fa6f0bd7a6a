package io.flagmeter.bench;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Part f: what the processes hold of the machine's memory. */
final class ResidentMemory {

    private static final long EVERY_SECONDS = 1;

    private final Session session;

    ResidentMemory(Session session) {
        this.session = session;
    }

    void report(String moment) throws IOException {
        report(moment, now());
    }

    /** Looks once a second until it is closed, and remembers the moment with the largest total. */
    Watch watch() {
        return new Watch();
    }

    private Map<String, Double> now() throws IOException {
        var megabytes = new LinkedHashMap<String, Double>();
        for (String name : BenchStack.PROCESSES) {
            session.stack()
                    .find(name)
                    .ifPresent(
                            process -> megabytes.put(name, process.use().proportionalMegabytes()));
        }
        return megabytes;
    }

    private void report(String moment, Map<String, Double> megabytes) {
        megabytes.forEach(
                (name, size) ->
                        session.figures().put(moment + "." + name.replace('-', '_') + "_mb", size));
        session.figures().put(moment + ".total_mb", total(megabytes));
    }

    private static double total(Map<String, Double> megabytes) {
        return megabytes.values().stream().mapToDouble(Double::doubleValue).sum();
    }

    final class Watch implements AutoCloseable {
        private final ScheduledExecutorService thread =
                Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().factory());
        private volatile @Nullable Map<String, Double> peak;

        private Watch() {
            var _ = thread.scheduleAtFixedRate(this::look, 0, EVERY_SECONDS, TimeUnit.SECONDS);
        }

        private void look() {
            try {
                Map<String, Double> now = now();
                Map<String, Double> before = peak;
                if (before == null || total(now) > total(before)) {
                    peak = now;
                }
            } catch (IOException e) {
                session.say("memory: " + e.getMessage());
            }
        }

        /** The stack's size is what it takes under its ordinary load, at its largest. */
        void report(String moment) {
            Map<String, Double> largest = peak;
            if (largest != null) {
                ResidentMemory.this.report(moment, largest);
                session.figures().put("memory.total_mb", total(largest));
            }
        }

        @Override
        public void close() {
            thread.shutdownNow();
        }
    }
}
