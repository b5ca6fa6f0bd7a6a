package io.flagmeter.tools;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;

/** The books of the whole system, all tenants together. */
public record Reconciliation(
        long accepted,
        long applied,
        long duplicate,
        long deadLettered,
        long queued,
        long inFlight,
        long difference) {
    public static Reconciliation of(ApiAnswer answer) throws IOException {
        if (!answer.succeeded()) {
            throw new IOException("GET /reconciliation: " + answer.problem());
        }
        JsonNode body = answer.body();
        return new Reconciliation(
                number(body, "accepted"),
                number(body, "applied"),
                number(body, "duplicate"),
                number(body, "deadLettered"),
                number(body, "queued"),
                number(body, "inFlight"),
                number(body, "difference"));
    }

    /** Whether the worker has nothing left to do. */
    public boolean quiet() {
        return queued == 0 && inFlight == 0;
    }

    private static long number(JsonNode body, String field) throws IOException {
        if (!body.path(field).isIntegralNumber()) {
            throw new IOException("GET /reconciliation answers without " + field);
        }
        return body.path(field).asLong();
    }
}
