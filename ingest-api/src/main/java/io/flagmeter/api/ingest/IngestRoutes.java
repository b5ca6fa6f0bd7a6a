package io.flagmeter.api.ingest;

import io.flagmeter.api.events.EventsRoute;
import io.flagmeter.model.access.Scope;
import io.flagmeter.model.event.UsageEvent;
import io.flagmeter.server.access.Caller;
import io.flagmeter.server.access.RequestCaller;
import io.flagmeter.server.body.BodyBudget;
import io.flagmeter.server.body.BodyReader;
import io.flagmeter.server.limits.LimitHeaders;
import io.flagmeter.server.problem.Problem;
import io.flagmeter.server.problem.ProblemRoutes;
import io.flagmeter.server.problem.ProblemType;
import io.flagmeter.server.queue.Standing;
import io.flagmeter.server.requestid.RequestId;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /events} and {@code POST /events/batch}, the way of HTTP to the {@link Collector}:
 * the hot path of the product, therefore on the event loop and below JAX-RS. {@code GET /events} is
 * the {@link EventsRoute}.
 */
@Singleton
class IngestRoutes {

    private static final CharSequence JSON = HttpHeaders.createOptimized("application/json");

    private final Collector collector;
    private final IngestMetrics metrics;
    private final BodyBudget budget;
    private final EventsRoute log;

    IngestRoutes(Collector collector, IngestMetrics metrics, BodyBudget budget, EventsRoute log) {
        this.collector = collector;
        this.metrics = metrics;
        this.budget = budget;
        this.log = log;
    }

    void register(@Observes Router router) {
        router.post("/events").handler(IngestRoutes::requireScope).handler(this::event);
        router.post("/events/batch").handler(IngestRoutes::requireScope).handler(this::batch);
        router.route("/events").method(HttpMethod.GET).method(HttpMethod.HEAD).handler(log::answer);
        router.route("/events")
                .handler(context -> ProblemRoutes.methodNotAllowed(context, "GET, HEAD, POST"));
        router.route("/events/batch")
                .handler(context -> ProblemRoutes.methodNotAllowed(context, "POST"));
    }

    private static void requireScope(RoutingContext context) {
        RequestCaller.of(context).require(Scope.INGEST);
        context.next();
    }

    private void event(RoutingContext context) {
        EventFormat format = EventFormat.of(context.request().headers());
        if (format == null) {
            refuse(context, EventFormat.UNSUPPORTED);
            return;
        }
        var reply = new Reply<UsageEvent>(context, taken -> IngestResponses.accepted(taken.id()));
        Caller caller = RequestCaller.of(context);
        read(context, body -> collector.event(body, format, caller, reply));
    }

    private void batch(RoutingContext context) {
        BatchFormat format = BatchFormat.of(contentType(context));
        if (format == null) {
            refuse(context, BatchFormat.UNSUPPORTED);
            return;
        }
        var reply = new Reply<List<Item>>(context, IngestResponses::batch);
        Caller caller = RequestCaller.of(context);
        read(context, body -> collector.batch(body, format, caller, reply));
    }

    private static @Nullable String contentType(RoutingContext context) {
        return context.request().getHeader(HttpHeaders.CONTENT_TYPE);
    }

    private void read(RoutingContext context, Consumer<byte[]> take) {
        BodyReader.read(
                context,
                budget,
                body -> {
                    try {
                        take.accept(body);
                    } catch (RuntimeException e) {
                        metrics.refused(ProblemType.INTERNAL);
                        throw e;
                    }
                },
                refusal -> refuse(context, refusal));
    }

    /** Before there is a body to hand on. */
    private void refuse(RoutingContext context, Problem problem) {
        metrics.refused(problem.type());
        ProblemRoutes.answer(context, problem);
    }

    private record Reply<T>(RoutingContext context, Function<T, byte[]> json)
            implements Collector.Callback<T> {

        @Override
        public void accepted(T read) {
            RequestId.echo(context.request());
            context.response()
                    .putHeader(HttpHeaders.CONTENT_TYPE, JSON)
                    .end(Buffer.buffer(json.apply(read)));
        }

        @Override
        public void limits(List<Standing> standings) {
            LimitHeaders.put(standings, context.response().headers());
        }

        @Override
        public void refused(Problem problem) {
            ProblemRoutes.answer(context, problem);
        }
    }
}
