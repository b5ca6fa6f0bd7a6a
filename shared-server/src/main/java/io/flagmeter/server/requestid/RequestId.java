package io.flagmeter.server.requestid;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jboss.logging.MDC;
import org.jspecify.annotations.Nullable;

/**
 * The id of a request: the client's, if it sent a usable one, else one that is assigned when it is
 * needed first. It is kept where it has to be in the end, in the header of the answer, so that the
 * hot path pays for looking at one header and nothing else.
 */
public final class RequestId {

    public static final CharSequence HEADER = HttpHeaders.createOptimized("X-Request-Id");
    static final String LOGGED_AS = "requestId";

    /** Letters that need no quoting in a header, in JSON, in a URL or in a query of the log. */
    private static final Pattern USABLE = Pattern.compile("[A-Za-z0-9._:/@-]{1,128}");

    private RequestId() {}

    /** Lets the answer carry an id if the request does. */
    public static void echo(HttpServerRequest request) {
        if (request.headers().contains(HEADER)) {
            of(request);
        }
    }

    /** The id of the request, which its answer then carries. */
    public static String of(HttpServerRequest request) {
        MultiMap answer = request.response().headers();
        String known = answer.get(HEADER);
        if (known != null) {
            return known;
        }
        String id = usable(request.getHeader(HEADER));
        answer.set(HEADER, id);
        return id;
    }

    /** What the client sent, if it is usable; otherwise a new one. */
    public static String usable(@Nullable String sent) {
        return sent != null && USABLE.matcher(sent).matches() ? sent : UUID.randomUUID().toString();
    }

    /** What the task logs, it logs with the id of the request. */
    public static <T> T logged(HttpServerRequest request, Supplier<T> task) {
        MDC.put(LOGGED_AS, of(request));
        try {
            return task.get();
        } finally {
            MDC.remove(LOGGED_AS);
        }
    }
}
