package io.flagmeter.server.problem;

import io.flagmeter.server.requestid.RequestId;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import org.jboss.logging.Logger;

/** Answers with a problem whatever no route, or no resource, has answered. */
@Singleton
public class ProblemRoutes {

    private static final Logger LOG = Logger.getLogger(ProblemRoutes.class);

    // Behind everything but Quarkus' own failure handler, which stands at MAX_VALUE and answers
    // in HTML or with a stack trace.
    private static final int LAST = Integer.MAX_VALUE - 1;

    void register(@Observes Router router) {
        router.route().order(LAST).handler(ProblemRoutes::notFound);
        router.route().order(LAST).failureHandler(ProblemRoutes::failed);
        for (int status : new int[] {400, 404, 405, 500}) {
            router.errorHandler(status, ProblemRoutes::failed);
        }
    }

    /** Ends the exchange with the problem. */
    public static void answer(RoutingContext context, Problem problem) {
        HttpServerResponse response = context.response();
        if (response.ended() || response.closed()) {
            return;
        }
        response.setStatusCode(problem.type().status());
        response.putHeader(HttpHeaders.CONTENT_TYPE, Problem.MEDIA_TYPE);
        problem.headers(response::putHeader);
        HttpServerRequest request = context.request();
        RequestId.echo(request);
        String requestId = problem.type().ours() ? RequestId.of(request) : null;
        response.end(Buffer.buffer(problem.toJson(request.path(), requestId)));
    }

    /** Ends the exchange with 405, naming the method that the path has. */
    public static void methodNotAllowed(RoutingContext context, String allowed) {
        context.response().putHeader(HttpHeaders.ALLOW, allowed);
        answer(
                context,
                Problem.of(
                        ProblemType.METHOD_NOT_ALLOWED,
                        context.request().path() + " takes " + allowed + " only"));
    }

    private static void notFound(RoutingContext context) {
        answer(
                context,
                Problem.of(ProblemType.NOT_FOUND, "there is nothing at this path: see /q/openapi"));
    }

    private static Problem fault(RoutingContext context) {
        LOG.error("request failed: " + context.request().path(), context.failure());
        return Problem.of(ProblemType.INTERNAL, "see the log of the server");
    }

    private static void failed(RoutingContext context) {
        if (context.failure() instanceof ProblemException e) {
            answer(context, e.problem());
            return;
        }
        switch (context.statusCode()) {
            case 404 -> notFound(context);
            case 405 ->
                    answer(
                            context,
                            Problem.of(
                                    ProblemType.METHOD_NOT_ALLOWED, "the path has no such method"));
            case 400 ->
                    answer(
                            context,
                            Problem.of(
                                    ProblemType.BAD_REQUEST, "the request cannot be understood"));
            default -> answer(context, RequestId.logged(context.request(), () -> fault(context)));
        }
    }
}
