package io.flagmeter.server.requestid;

import io.vertx.core.http.HttpServerRequest;
import org.jboss.logging.MDC;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/** Whatever a resource, or a library that it uses, logs is of a request that has an id. */
class NameRequests {

    @ServerRequestFilter(preMatching = true)
    public void name(HttpServerRequest request) {
        MDC.put(RequestId.LOGGED_AS, RequestId.of(request));
    }
}
