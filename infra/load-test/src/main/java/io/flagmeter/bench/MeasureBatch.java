package io.flagmeter.bench;

import io.flagmeter.embedded.ValkeyConnection;
import io.flagmeter.model.queue.QueueKeys;
import java.io.IOException;
import java.time.Duration;

/** Part c: batches of 1,000 events, closed loop, the worker stopped. */
final class MeasureBatch {

    private static final int CONNECTIONS = 8;
    private static final int EVENTS = 1_000;

    /** Short slices, because a list that nobody drains would fill Valkey's memory. */
    private static final Duration SLICE = Duration.ofSeconds(2);

    private final Session session;

    MeasureBatch(Session session) {
        this.session = session;
    }

    void run() throws IOException, InterruptedException {
        session.stack().stopWorker();
        try (var loop =
                new ClosedLoop(session.stack().port, CONNECTIONS, EventRequests.batches(EVENTS))) {
            session.say("batch: warming up");
            WarmUp.with(() -> slices(loop, session.size().warmUp()));
            session.say("batch: %d connections, %,d events a batch".formatted(CONNECTIONS, EVENTS));
            var before = Cpu.of(session.stack());
            Rate rate = slices(loop, session.size().round().multipliedBy(Size.ROUNDS));
            var figures = session.figures();
            figures.put("batch.per_second", EVENTS * rate.perSecond());
            figures.put("batch.p99_ms", rate.latencies().millis(99));
            figures.put("batch.refused", rate.failed());
            Cpu.of(session.stack())
                    .since(before)
                    .report(figures, "batch", rate.answered() * EVENTS);
        }
        session.stack().up();
    }

    private Rate slices(ClosedLoop loop, Duration length) throws IOException {
        Rate rate = Rate.NONE;
        for (long i = 0; i < Math.ceilDiv(length.toMillis(), SLICE.toMillis()); i++) {
            rate = rate.plus(loop.run(SLICE));
            try (var valkey = ValkeyConnection.to(session.stack().valkeyPort())) {
                valkey.ask("UNLINK", QueueKeys.DEFAULT.events());
            }
        }
        return rate;
    }
}
