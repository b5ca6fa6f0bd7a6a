package io.flagmeter.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** One run: a stack of its own, the parts one after another, the figures. */
final class Bench {

    private static final long PAUSE_SECONDS = 5;

    private final Path clone;
    private final Size size;
    private final Consumer<String> progress;

    Bench(Path clone, Size size, Consumer<String> progress) {
        this.clone = clone;
        this.size = size;
        this.progress = progress;
    }

    Figures run(Set<Part> parts) throws IOException, InterruptedException, SQLException {
        var figures = new Figures();
        figures.put("measured_at", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        figures.put("quick", size.equals(Size.QUICK) ? "true" : "false");
        figures.put("machine.cores", Runtime.getRuntime().availableProcessors());
        figures.put("machine.load_before", load());
        var stack = new BenchStack(clone);
        var interrupted = new Thread(() -> closeAtInterrupt(stack));
        Runtime.getRuntime().addShutdownHook(interrupted);
        try (stack) {
            progress.accept("starting a stack of its own on port " + stack.port);
            stack.up();
            measure(parts, new Session(stack, size, figures, progress));
        }
        Runtime.getRuntime().removeShutdownHook(interrupted);
        figures.put("machine.load_after", load());
        return figures;
    }

    /**
     * What needs a quiet and small stack comes first; what leaves it large or warm, last. The
     * single events come after the worker's part only because their heap would count as its memory.
     */
    private void measure(Set<Part> parts, Session session)
            throws IOException, InterruptedException, SQLException {
        var memory = new ResidentMemory(session);
        if (parts.contains(Part.MEMORY)) {
            TimeUnit.SECONDS.sleep(PAUSE_SECONDS);
            memory.report("memory.rest");
        }
        if (parts.contains(Part.OPENLOOP)) {
            new MeasureOpenLoop(session).run(memory);
        }
        if (parts.contains(Part.WORKER)) {
            new MeasureWorker(session).run();
            memory.report("memory.worker");
        }
        if (parts.contains(Part.SINGLE)) {
            new MeasureSingle(session).run();
        }
        if (parts.contains(Part.BATCH)) {
            new MeasureBatch(session).run();
        }
        if (parts.contains(Part.USAGE)) {
            new MeasureUsage(session).run();
        }
    }

    private static void closeAtInterrupt(BenchStack stack) {
        try {
            stack.close();
        } catch (IOException e) {
            System.err.println("bench: " + e.getMessage());
        }
    }

    /** Processes that wanted a core, over the last minute. */
    private static double load() throws IOException {
        String loads = Files.readString(Path.of("/proc/loadavg"));
        return Double.parseDouble(loads.substring(0, loads.indexOf(' ')));
    }
}
