package io.flagmeter.server.access;

import io.flagmeter.server.problem.Problem;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.core.HttpHeaders;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/** Asks {@link AdminAccess} before an admin path is served, and before its body is read. */
class AdminFilter {

    private final AdminAccess access;

    AdminFilter(AdminAccess access) {
        this.access = access;
    }

    @AdminOnly
    @ServerRequestFilter
    public void require(HttpServerRequest request) {
        access.refusal(request.getHeader(HttpHeaders.AUTHORIZATION))
                .map(Problem::toException)
                .ifPresent(
                        refused -> {
                            throw refused;
                        });
    }
}
