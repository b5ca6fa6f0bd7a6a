package io.flagmeter.server.problem;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jspecify.annotations.Nullable;

/** Refuses bodies that are compressed: what they grow to is not bounded by what was sent. */
public class ContentCoding {

    /** The coding that is none, and the only one that is taken. */
    static final String IDENTITY = "identity";

    /** What resources read they read as it was sent. */
    @ServerRequestFilter(preMatching = true)
    public void refuse(HttpServerRequest request) {
        Problem refusal = refusal(request);
        if (refusal != null) {
            throw refusal.toException();
        }
    }

    /** Why the body of a request is not taken; null if it is. */
    public static @Nullable Problem refusal(HttpServerRequest request) {
        String coding = request.getHeader(HttpHeaders.CONTENT_ENCODING);
        return coding == null || coding.equalsIgnoreCase(IDENTITY)
                ? null
                : Problem.of(
                        ProblemType.UNSUPPORTED_ENCODING,
                        "the Content-Encoding "
                                + coding
                                + " is not taken: send the body uncompressed");
    }
}
