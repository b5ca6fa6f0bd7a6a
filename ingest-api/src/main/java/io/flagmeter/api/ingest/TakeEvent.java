package io.flagmeter.api.ingest;

import io.flagmeter.model.event.InvalidEventException;
import io.flagmeter.model.event.UsageEvent;
import io.flagmeter.server.problem.Problem;
import io.flagmeter.server.problem.ProblemRoutes;
import io.flagmeter.server.queue.EventQueue;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;

/** Takes one event: answers when it is on the queue, not before. */
@Singleton
class TakeEvent {

    private final EventReader reader;
    private final EventQueue queue;
    private final IngestMetrics metrics;
    private final Clock clock;

    TakeEvent(EventReader reader, EventQueue queue, IngestMetrics metrics, Clock clock) {
        this.reader = reader;
        this.queue = queue;
        this.metrics = metrics;
        this.clock = clock;
    }

    void take(RoutingContext context, byte[] body, EventFormat format) {
        UsageEvent event;
        try {
            event = reader.read(body, format, clock.instant());
        } catch (InvalidEventException e) {
            metrics.received(1);
            metrics.rejected(e.field(), 1);
            ProblemRoutes.answer(context, Problem.of(e));
            return;
        }
        metrics.received(1);
        queue.push(
                List.of(event),
                outcome -> {
                    Problem refusal = IngestResponses.refusal(outcome);
                    if (refusal == null) {
                        metrics.accepted(1);
                        context.response()
                                .putHeader(HttpHeaders.CONTENT_TYPE, IngestResponses.JSON)
                                .end(IngestResponses.accepted(event.id()));
                    } else {
                        metrics.rejected(refusal.type().slug(), 1);
                        ProblemRoutes.answer(context, refusal);
                    }
                });
    }
}
