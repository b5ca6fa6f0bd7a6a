package io.flagmeter.api.ingest;

import io.flagmeter.api.problem.Problem;
import io.flagmeter.api.problem.ProblemType;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Collects the body of one request, and stops at the limit. */
final class BodyReader {

    /** How long a client may go on sending what nobody reads, so that it gets to see the answer. */
    private static final long LINGER_MILLIS = 1_000;

    private final HttpServerRequest request;
    private final int limit;
    private final Consumer<byte[]> whole;
    private final Consumer<Problem> tooLarge;
    private @Nullable Buffer body;
    private boolean refused;

    private BodyReader(
            HttpServerRequest request,
            int limit,
            Consumer<byte[]> whole,
            Consumer<Problem> tooLarge) {
        this.request = request;
        this.limit = limit;
        this.whole = whole;
        this.tooLarge = tooLarge;
    }

    /**
     * Reads the body and hands it to one of the two, which answers.
     *
     * @param limit in bytes; a body that is declared longer is refused unread
     */
    static void read(
            HttpServerRequest request,
            int limit,
            Consumer<byte[]> whole,
            Consumer<Problem> tooLarge) {
        var reader = new BodyReader(request, limit, whole, tooLarge);
        // Setting a handler makes the request flow: hold it until all of them are set.
        request.pause();
        request.handler(reader::add);
        request.endHandler(end -> reader.end());
        // A client that goes away in the middle of its body gets no answer and leaves no trace.
        request.exceptionHandler(gone -> {});
        if (declaredLength(request) > limit) {
            reader.refuse();
        } else if (request.headers().contains(HttpHeaders.EXPECT)) {
            request.response().writeContinue();
        }
        request.resume();
    }

    private static long declaredLength(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        // Not a number cannot be: Netty refuses such a request.
        return length == null ? 0 : Long.parseLong(length);
    }

    private void add(Buffer chunk) {
        if (refused) {
            return;
        }
        if (body == null) {
            body = chunk;
        } else {
            body.appendBuffer(chunk);
        }
        if (body.length() > limit) {
            refuse();
        }
    }

    private void end() {
        if (refused) {
            request.connection().close();
            return;
        }
        whole.accept(body == null ? new byte[0] : body.getBytes());
    }

    private void refuse() {
        refused = true;
        body = null;
        request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        tooLarge.accept(
                Problem.limit(
                        ProblemType.BODY_TOO_LARGE,
                        "the body may be at most " + limit + " bytes long",
                        limit));
        Vertx.currentContext()
                .owner()
                .setTimer(LINGER_MILLIS, timer -> request.connection().close());
    }
}
