package io.flagmeter.api.ingest;

import static io.flagmeter.api.ingest.MediaType.CLOUD_EVENT;
import static io.flagmeter.api.ingest.MediaType.CLOUD_EVENTS;
import static io.flagmeter.api.ingest.MediaType.JSON;
import static io.flagmeter.api.ingest.MediaType.NDJSON;

import io.flagmeter.server.body.BodyBudget;
import io.flagmeter.server.body.BodyReader;
import io.flagmeter.server.problem.ContentCoding;
import io.flagmeter.server.problem.Problem;
import io.flagmeter.server.problem.ProblemException;
import io.flagmeter.server.problem.ProblemRoutes;
import io.flagmeter.server.problem.ProblemType;
import io.flagmeter.server.requestid.RequestId;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.function.Consumer;

/**
 * {@code POST /events} and {@code POST /events/batch}: the hot path of the product, therefore on
 * the event loop and below JAX-RS.
 */
@Singleton
class IngestRoutes {

    private final TakeEvent event;
    private final TakeBatch batch;
    private final IngestMetrics metrics;
    private final BodyBudget budget;

    IngestRoutes(TakeEvent event, TakeBatch batch, IngestMetrics metrics, BodyBudget budget) {
        this.event = event;
        this.batch = batch;
        this.metrics = metrics;
        this.budget = budget;
    }

    void register(@Observes Router router) {
        router.post("/events").handler(this::single);
        router.post("/events/batch").handler(this::several);
        router.route("/events").handler(IngestRoutes::notPost);
        router.route("/events/batch").handler(IngestRoutes::notPost);
    }

    private void single(RoutingContext context) {
        RequestId.echo(context.request());
        switch (mediaType(context)) {
            case JSON -> read(context, body -> event.take(context, body, EventFormat.PLAIN));
            case CLOUD_EVENT ->
                    read(context, body -> event.take(context, body, EventFormat.CLOUD_EVENT));
            default -> unsupported(context, JSON + " or " + CLOUD_EVENT);
        }
    }

    private void several(RoutingContext context) {
        RequestId.echo(context.request());
        switch (mediaType(context)) {
            case JSON -> read(context, body -> batch.array(context, body, EventFormat.PLAIN));
            case NDJSON -> read(context, body -> batch.lines(context, body));
            case CLOUD_EVENTS ->
                    read(context, body -> batch.array(context, body, EventFormat.CLOUD_EVENT));
            default -> unsupported(context, JSON + ", " + NDJSON + " or " + CLOUD_EVENTS);
        }
    }

    private static String mediaType(RoutingContext context) {
        return MediaType.of(context.request().getHeader(HttpHeaders.CONTENT_TYPE));
    }

    private void read(RoutingContext context, Consumer<byte[]> take) {
        Problem coded = ContentCoding.refusal(context.request());
        if (coded != null) {
            refuse(context, coded);
            return;
        }
        BodyReader.read(
                context,
                budget,
                body -> {
                    try {
                        take.accept(body);
                    } catch (ProblemException e) {
                        refuse(context, e.problem());
                    } catch (RuntimeException e) {
                        metrics.refused(ProblemType.INTERNAL);
                        context.fail(e);
                    }
                },
                refusal -> refuse(context, refusal));
    }

    private void unsupported(RoutingContext context, String accepted) {
        refuse(
                context,
                Problem.of(
                        ProblemType.UNSUPPORTED_MEDIA_TYPE,
                        "the Content-Type must be " + accepted + ", in UTF-8"));
    }

    private void refuse(RoutingContext context, Problem problem) {
        metrics.refused(problem.type());
        ProblemRoutes.answer(context, problem);
    }

    private static void notPost(RoutingContext context) {
        ProblemRoutes.methodNotAllowed(context, "POST");
    }
}
