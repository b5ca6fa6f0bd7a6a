package io.flagmeter.api.repeat;

import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** Ends a request that was done before with the answer it got then. */
final class AnsweredBefore extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final String body;

    AnsweredBefore(int status, String body) {
        super("answered before", null, false, false);
        this.status = status;
        this.body = body;
    }

    Response response() {
        return Response.status(status)
                .type(MediaType.APPLICATION_JSON)
                .header("Idempotency-Replayed", "true")
                .entity(body)
                .build();
    }
}
