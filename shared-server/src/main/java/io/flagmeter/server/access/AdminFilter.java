package io.flagmeter.server.access;

import io.flagmeter.model.access.Scope;
import io.vertx.ext.web.RoutingContext;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/** Asks for the scope before an admin path is served, and before its body is read. */
class AdminFilter {

    @AdminOnly
    @ServerRequestFilter
    public void require(RoutingContext context) {
        RequestCaller.of(context).require(Scope.ADMIN);
    }
}
