package io.flagmeter.server.precondition;

import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.HttpHeaders;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/** Gives the answer that shows one thing the tag of its state. */
class WriteTag {

    @ServerResponseFilter
    public void write(ContainerResponseContext response) {
        if (response.getEntity() instanceof Tagged shown) {
            response.getHeaders().putSingle(HttpHeaders.ETAG, shown.tag().text());
        }
    }
}
