package io.flagmeter.api.repeat;

import jakarta.ws.rs.core.Response;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** What a request that was done before is answered with. */
class AnswerAgain {

    @ServerExceptionMapper
    public Response again(AnsweredBefore before) {
        return before.response();
    }
}
