package io.flagmeter.api.usage;

import io.flagmeter.api.problem.DatabaseFault;
import io.flagmeter.model.access.Scope;
import io.flagmeter.server.access.Caller;
import io.flagmeter.server.access.RequestCaller;
import io.flagmeter.server.problem.ProblemRoutes;
import io.flagmeter.server.requestid.RequestId;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.sql.SQLException;

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

    private final CheckUsage check;

    UsageRoutes(CheckUsage check) {
        this.check = check;
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
        Caller caller = RequestCaller.of(context);
        caller.require(Scope.READ);
        caller.requireTenant(tenant);
        check.of(tenant)
                .onSuccess(
                        found ->
                                found.ifPresentOrElse(
                                        usage -> report(context, usage),
                                        () ->
                                                ProblemRoutes.answer(
                                                        context, CheckUsage.unknown(tenant))))
                .onFailure(e -> failed(context, e));
    }

    private void report(RoutingContext context, TenantUsage usage) {
        context.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, JSON)
                .end(Buffer.buffer(check.report(usage)));
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
}
