package io.flagmeter.server.body;

import io.flagmeter.server.problem.Problem;
import io.flagmeter.server.problem.ProblemType;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jspecify.annotations.Nullable;

/** Refuses bodies that are compressed: what they grow to is not bounded by what was sent. */
public class ContentCoding {

    /** What resources read they read as it was sent. */
    @ServerRequestFilter(preMatching = true)
    public void refuse(HttpServerRequest request) {
        Problem refusal = refusal(request.getHeader(HttpHeaders.CONTENT_ENCODING));
        if (refusal != null) {
            throw refusal.toException();
        }
    }

    /**
     * Why a body is not taken; null if it is.
     *
     * @param coding the header Content-Encoding; null if there is none
     */
    static @Nullable Problem refusal(@Nullable String coding) {
        return coding == null || coding.equalsIgnoreCase(Problem.TAKEN_ENCODING)
                ? null
                : Problem.of(
                        ProblemType.UNSUPPORTED_ENCODING,
                        "the Content-Encoding "
                                + coding
                                + " is not taken: send the body uncompressed");
    }
}
