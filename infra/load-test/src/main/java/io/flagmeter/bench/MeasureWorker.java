package io.flagmeter.bench;

import io.flagmeter.embedded.ValkeyConnection;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.concurrent.TimeUnit;

/** Part d: the worker against a full queue, and a bare COPY of the rows it wrote. */
final class MeasureWorker {

    private static final long LOOK_MILLIS = 250;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

    private final Session session;

    MeasureWorker(Session session) {
        this.session = session;
    }

    void run() throws IOException, InterruptedException, SQLException {
        var stack = session.stack();
        int events = session.size().queued();
        stack.stopWorker();
        session.say("worker: putting %,d events on the queue".formatted(events));
        try (var valkey = ValkeyConnection.to(stack.valkeyPort())) {
            new Backlog().fill(valkey, events);
        }
        try (Connection database = DriverManager.getConnection(stack.jdbcUrl())) {
            BareCopy.checkpoint(database);
            var batches = new BatchProgress(database);
            Timestamp start = batches.now();
            var before = Cpu.of(stack);
            session.say("worker: counting them");
            stack.up();
            awaitAll(batches, start, events);
            Cpu.of(stack).since(before).report(session.figures(), "worker", events);
            report(batches, start, new BareCopy(database, stack.scratch("rows")));
        }
    }

    private void report(BatchProgress batches, Timestamp start, BareCopy copy)
            throws SQLException, IOException {
        double rate = batches.perSecond(start, BatchProgress.WARM_UP);
        session.say("worker: COPY of the same rows");
        double bare = copy.perSecond();
        var figures = session.figures();
        figures.put("worker.per_second", rate);
        figures.put("worker.second_half_per_second", batches.secondHalfPerSecond(start));
        figures.put("worker.copy_per_second", bare);
        figures.put("worker.ratio_to_copy", rate / bare);
    }

    private static void awaitAll(BatchProgress batches, Timestamp start, int events)
            throws SQLException, InterruptedException, IOException {
        long counted = 0;
        long grew = System.nanoTime();
        while (counted < events) {
            Thread.sleep(LOOK_MILLIS);
            long now = batches.events(start);
            grew = now > counted ? System.nanoTime() : grew;
            counted = now;
            if (System.nanoTime() - grew > PATIENCE_NANOS) {
                throw new IOException(
                        "the worker counted %,d of %,d events and stopped"
                                .formatted(counted, events));
            }
        }
    }
}
