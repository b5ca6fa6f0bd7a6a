package io.flagmeter.bench;

import io.flagmeter.embedded.ValkeyConnection;
import io.flagmeter.model.queue.QueueKeys;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;

/** Part b: the day of an ordinary customer, 1,000 single events a second. */
final class MeasureOpenLoop {

    private static final int PER_SECOND = 1_000;
    private static final int WARM_UP_PER_SECOND = 3_000;
    private static final long LOOK_MILLIS = 200;
    private static final long QUIET_MILLIS = 2_000;
    private static final long SEED = 7;
    private static final String TENANT = "openloop";

    /** The first event is due a little later, when everybody is ready. */
    private static final Duration HEAD_START = Duration.ofMillis(200);

    private final Session session;

    MeasureOpenLoop(Session session) {
        this.session = session;
    }

    void run(ResidentMemory memory) throws IOException, InterruptedException {
        session.say("openloop: warming up");
        warmUp();
        session.say(
                "openloop: %,d events/s for %d s"
                        .formatted(PER_SECOND, session.size().openLoop().toSeconds()));
        var before = Cpu.of(session.stack());
        long[] due;
        Rate answers;
        Sightings sightings;
        try (var watch = new UsageWatch(session.stack().port, TENANT);
                var threads = Executors.newVirtualThreadPerTaskExecutor();
                var memoryPeak = memory.watch()) {
            due = due(PER_SECOND, session.size().openLoop());
            var seen = threads.submit(() -> watch.until(due.length));
            answers = send(TENANT, due);
            sightings = seen.get();
            memoryPeak.report("memory.openloop");
        } catch (ExecutionException e) {
            throw new IOException("quota checks failed: " + e.getCause(), e);
        }
        report(due, answers, sightings);
        Cpu.of(session.stack()).since(before).report(session.figures(), "openloop", due.length);
    }

    private void report(long[] due, Rate answers, Sightings sightings) {
        var figures = session.figures();
        figures.put("openloop.events", due.length);
        figures.put("openloop.refused", answers.failed());
        figures.put("openloop.p50_ms", answers.latencies().millis(50));
        figures.put("openloop.p99_ms", answers.latencies().millis(99));
        figures.put("openloop.p999_ms", answers.latencies().millis(99.9));
        var visible = sightings.since(due);
        figures.put("openloop.never_visible", due.length - visible.count());
        figures.put("openloop.visible_p50_ms", visible.millis(50));
        figures.put("openloop.visible_p99_ms", visible.millis(99));
        figures.put("openloop.visible_p999_ms", visible.millis(99.9));
    }

    /**
     * Faster than what is measured, so that it takes less time, but not at full speed: what a stack
     * keeps of a full queue is another figure.
     */
    private void warmUp() throws IOException, InterruptedException {
        send("warm-up", due(WARM_UP_PER_SECOND, session.size().warmUp().multipliedBy(4)));
        // A worker that is still interpreting falls behind, and must have caught up.
        try (var valkey = ValkeyConnection.to(session.stack().valkeyPort())) {
            while (valkey.length(QueueKeys.DEFAULT.events()) > 0) {
                Thread.sleep(LOOK_MILLIS);
            }
        }
        // The last batch was claimed, and is now being counted.
        Thread.sleep(QUIET_MILLIS);
    }

    private Rate send(String tenant, long[] due) throws IOException {
        try (var loop = new OpenLoop(session.stack().port, EventRequests.countable(tenant))) {
            return loop.run(due);
        }
    }

    private static long[] due(int perSecond, Duration length) {
        long[] due = Arrivals.poisson(perSecond, length, SEED);
        long start = System.nanoTime() + HEAD_START.toNanos();
        for (int i = 0; i < due.length; i++) {
            due[i] += start;
        }
        return due;
    }
}
