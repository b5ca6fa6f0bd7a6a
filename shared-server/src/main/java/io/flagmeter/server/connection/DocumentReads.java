package io.flagmeter.server.connection;

import io.flagmeter.server.problem.Problem;
import io.flagmeter.server.problem.ProblemType;
import io.vertx.core.http.impl.HttpUtils;
import java.util.concurrent.Semaphore;

/**
 * How many may read the API's description or its metrics at a time: they are large, and written by
 * other threads than the one that sends them, so many would wait to be sent. Thread-safe.
 */
final class DocumentReads {

    static final Problem TOO_MANY =
            Problem.of(
                    ProblemType.BUSY,
                    "as many of these are being answered as may be: ask again later");

    private static final int MOST = 16;

    private final Semaphore left = new Semaphore(MOST);

    /** Whether a request is for one of the documents, however it spells the path. */
    static boolean isDocument(String target) {
        if (!target.contains("openapi") && !target.contains("metrics") && !target.contains("%")) {
            return false;
        }
        String path = HttpUtils.normalizePath(path(target));
        return path.startsWith("/q/openapi") || path.startsWith("/q/metrics");
    }

    /** As Vert.x takes it from a target, which may begin with a scheme and a host. */
    private static String path(String target) {
        int scheme = target.startsWith("/") ? -1 : target.indexOf("://");
        int start = scheme < 0 ? 0 : target.indexOf('/', scheme + 3);
        if (start < 0) {
            return "/";
        }
        int query = target.indexOf('?', start);
        return query < 0 ? target.substring(start) : target.substring(start, query);
    }

    /** One of a connection, which reads one document at a time. */
    Reader reader() {
        return new Reader();
    }

    /** Not thread-safe: everything happens on the event loop. */
    final class Reader {

        private boolean reading;

        /** False if as many read as may. */
        boolean begin() {
            reading = left.tryAcquire();
            return reading;
        }

        /** Also when none was begun. */
        void end() {
            if (reading) {
                reading = false;
                left.release();
            }
        }
    }
}
