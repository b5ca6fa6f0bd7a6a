package io.flagmeter.api.usage;

import io.flagmeter.api.problem.DatabaseFault;
import io.flagmeter.api.series.SeriesRoute;
import io.flagmeter.model.access.Scope;
import io.flagmeter.server.access.Caller;
import io.flagmeter.server.access.RequestCaller;
import io.flagmeter.server.problem.ProblemRoutes;
import io.flagmeter.server.requestid.RequestId;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.sql.SQLException;

/**
 * The paths below {@code /usage}. {@code GET /usage/TENANT} is a quota check, asked as often as
 * there are requests to the customer's product, therefore on the event loop and below JAX-RS like
 * {@code POST /events}; the others stand beside it, because a tenant's name may look like any of
 * them.
 */
@Singleton
class UsageRoutes {

    /** What a route of a regular expression is called in the API's description. */
    private static final String TEMPLATE = "template";

    private static final String PATH = "/usage/";
    private static final String QUERY = PATH + "query";
    private static final String SERIES = "/series";
    private static final String SERIES_PATH = PATH + ".+" + SERIES;
    private static final CharSequence JSON = HttpHeaders.createOptimized("application/json");

    private final CheckUsage check;
    private final SeriesRoute series;
    private final ListUsage list;
    private final QueryUsage query;

    UsageRoutes(CheckUsage check, SeriesRoute series, ListUsage list, QueryUsage query) {
        this.check = check;
        this.series = series;
        this.list = list;
        this.query = query;
    }

    void register(@Observes Router router) {
        // As it was sent: a slash that is escaped belongs to the name, so that a tenant may be
        // called x/series.
        routes(router, "/usage", "/usage").useNormalizedPath(false).handler(this::list);
        others(router, "/usage", "/usage").useNormalizedPath(false);
        routes(router, SERIES_PATH, "/usage/{tenant}/series")
                .useNormalizedPath(false)
                .handler(this::series);
        router.routeWithRegex(QUERY)
                .putMetadata(TEMPLATE, QUERY)
                .useNormalizedPath(false)
                .method(HttpMethod.POST)
                .handler(this::query);
        routes(router, PATH + ".+", "/usage/{tenant}").handler(this::check);
        // A tenant may be called query.
        router.routeWithRegex(QUERY)
                .putMetadata(TEMPLATE, QUERY)
                .useNormalizedPath(false)
                .handler(context -> ProblemRoutes.methodNotAllowed(context, "GET, HEAD, POST"));
        others(router, PATH + ".+", "/usage/{tenant}");
    }

    private static Route routes(Router router, String path, String template) {
        return router.routeWithRegex(path)
                .putMetadata(TEMPLATE, template)
                .method(HttpMethod.GET)
                .method(HttpMethod.HEAD);
    }

    private static Route others(Router router, String path, String template) {
        return router.routeWithRegex(path)
                .putMetadata(TEMPLATE, template)
                .handler(context -> ProblemRoutes.methodNotAllowed(context, "GET, HEAD"));
    }

    private void list(RoutingContext context) {
        requireAllTenants(context);
        list.answer(context);
    }

    private void query(RoutingContext context) {
        requireAllTenants(context);
        query.answer(context);
    }

    private static void requireAllTenants(RoutingContext context) {
        Caller caller = RequestCaller.of(context);
        caller.require(Scope.READ);
        caller.requireAllTenants();
    }

    private void series(RoutingContext context) {
        String path = context.request().path();
        String tenant = tenant(path.substring(0, path.length() - SERIES.length()));
        requireTenant(context, tenant);
        series.answer(context, tenant);
    }

    private static String tenant(String path) {
        return QueryStringDecoder.decodeComponent(
                path.substring(PATH.length()).replace("+", "%2B"));
    }

    private static void requireTenant(RoutingContext context, String tenant) {
        Caller caller = RequestCaller.of(context);
        caller.require(Scope.READ);
        caller.requireTenant(tenant);
    }

    private void check(RoutingContext context) {
        RequestId.echo(context.request());
        String tenant = tenant(context.request().path());
        requireTenant(context, tenant);
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
