package io.flagmeter.api.usage;

import io.flagmeter.api.problem.DatabaseFault;
import io.flagmeter.model.event.EventRules;
import io.flagmeter.model.event.InvalidEventException;
import io.flagmeter.server.problem.Problem;
import io.flagmeter.server.problem.ProblemRoutes;
import io.flagmeter.server.problem.ProblemType;
import io.flagmeter.server.queue.QueueSampler;
import io.flagmeter.server.requestid.RequestId;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code GET /usage/TENANT}: a quota check, asked as often as there are requests to the customer's
 * product, therefore on the event loop and below JAX-RS like {@code POST /events}.
 */
@Singleton
class UsageRoutes {

    /** What a route of a regular expression is called in the API's description. */
    private static final String TEMPLATE = "template";

    private static final String PATH = "/usage/";
    private static final CharSequence JSON = HttpHeaders.createOptimized("application/json");

    private final ReadUsage read;
    private final QueueSampler queue;
    private final Clock clock;
    private final ThreadLocal<UsageBatcher> batcher;

    UsageRoutes(ReadUsage read, QueueSampler queue, Clock clock, Vertx vertx) {
        this.read = read;
        this.queue = queue;
        this.clock = clock;
        var room = RowRoom.ofHeap(Runtime.getRuntime().maxMemory());
        this.batcher =
                ThreadLocal.withInitial(
                        () -> {
                            Context loop = vertx.getOrCreateContext();
                            return new UsageBatcher(
                                    (tenants, rows) -> blocking(vertx, tenants, rows),
                                    room,
                                    task -> loop.runOnContext(go -> task.run()),
                                    System::nanoTime);
                        });
    }

    void register(@Observes Router router) {
        router.routeWithRegex(PATH + ".+")
                .putMetadata(TEMPLATE, "/usage/{tenant}")
                .method(HttpMethod.GET)
                .method(HttpMethod.HEAD)
                .handler(this::check);
        router.routeWithRegex(PATH + ".+")
                .putMetadata(TEMPLATE, "/usage/{tenant}")
                .handler(context -> ProblemRoutes.methodNotAllowed(context, "GET, HEAD"));
    }

    private void check(RoutingContext context) {
        RequestId.echo(context.request());
        String tenant =
                QueryStringDecoder.decodeComponent(
                        context.request().path().substring(PATH.length()).replace("+", "%2B"));
        if (!couldBeKnown(tenant)) {
            ProblemRoutes.answer(context, unknown(tenant));
            return;
        }
        batcher.get()
                .check(tenant)
                .onSuccess(
                        found ->
                                found.ifPresentOrElse(
                                        usage -> report(context, usage),
                                        () -> ProblemRoutes.answer(context, unknown(tenant))))
                .onFailure(e -> failed(context, e));
    }

    private void report(RoutingContext context, TenantUsage usage) {
        Instant now = clock.instant();
        byte[] json = UsageReport.of(usage, now, queue.state().lagSeconds()).toJson();
        context.response().putHeader(HttpHeaders.CONTENT_TYPE, JSON).end(Buffer.buffer(json));
    }

    private static void failed(RoutingContext context, Throwable e) {
        if (e instanceof SQLException fault) {
            ProblemRoutes.answer(
                    context,
                    RequestId.logged(context.request(), () -> DatabaseFault.problem(fault)));
        } else {
            context.fail(e);
        }
    }

    private Future<Optional<Map<String, TenantUsage>>> blocking(
            Vertx vertx, List<String> tenants, int rows) {
        return vertx.executeBlocking(() -> read.of(tenants, clock.instant(), rows), false);
    }

    /** No event could ever carry the others; PostgreSQL would refuse some of them. */
    private static boolean couldBeKnown(String tenant) {
        try {
            EventRules.characters("tenant", tenant);
            return true;
        } catch (InvalidEventException e) {
            return false;
        }
    }

    private static Problem unknown(String tenant) {
        return Problem.of(
                ProblemType.UNKNOWN_TENANT, "no event of this tenant was counted yet: " + tenant);
    }
}
