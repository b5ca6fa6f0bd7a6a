package io.flagmeter.api.ingest;

import io.flagmeter.model.event.UsageEvent;
import io.flagmeter.server.problem.Problem;
import io.flagmeter.server.problem.ProblemRoutes;
import io.flagmeter.server.queue.EventQueue;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/** Takes the good items of a batch and says which were not: never all or nothing. */
@Singleton
class TakeBatch {

    private final BatchReader reader;
    private final EventQueue queue;
    private final IngestMetrics metrics;
    private final Clock clock;

    TakeBatch(BatchReader reader, EventQueue queue, IngestMetrics metrics, Clock clock) {
        this.reader = reader;
        this.queue = queue;
        this.metrics = metrics;
        this.clock = clock;
    }

    void array(RoutingContext context, byte[] body, EventFormat format) {
        take(context, reader.array(body, format, clock.instant()));
    }

    void lines(RoutingContext context, byte[] body) {
        take(context, reader.lines(body, clock.instant()));
    }

    private void take(RoutingContext context, List<Item> items) {
        metrics.received(items.size());
        var events = new ArrayList<UsageEvent>(items.size());
        for (Item item : items) {
            switch (item) {
                case Item.Taken(var event) -> events.add(event);
                case Item.Refused refused -> metrics.rejected(refused.field(), 1);
            }
        }
        if (events.isEmpty()) {
            answer(context, items);
            return;
        }
        queue.push(
                events,
                outcome -> {
                    Problem refusal = IngestResponses.refusal(outcome);
                    if (refusal == null) {
                        metrics.accepted(events.size());
                        answer(context, items);
                    } else {
                        metrics.rejected(refusal.type().slug(), events.size());
                        ProblemRoutes.answer(context, refusal);
                    }
                });
    }

    private static void answer(RoutingContext context, List<Item> items) {
        context.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, IngestResponses.JSON)
                .end(IngestResponses.batch(items));
    }
}
