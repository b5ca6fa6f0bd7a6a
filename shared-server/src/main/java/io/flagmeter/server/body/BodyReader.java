package io.flagmeter.server.body;

import io.flagmeter.server.connection.Connections;
import io.flagmeter.server.problem.Problem;
import io.flagmeter.server.problem.ProblemRoutes;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Collects the body of one request, and stops where it is too long. */
public final class BodyReader {

    /** How long the queue may hold events before it tells what became of them. */
    private static final long QUEUE_MILLIS = 2_000;

    private final RoutingContext context;
    private final HttpServerRequest request;
    private final BodyBudget budget;
    private final Consumer<byte[]> whole;
    private final Consumer<Problem> refusal;
    private @Nullable Buffer body;
    private boolean refused;

    private BodyReader(
            RoutingContext context,
            BodyBudget budget,
            Consumer<byte[]> whole,
            Consumer<Problem> refusal) {
        this.context = context;
        this.request = context.request();
        this.budget = budget;
        this.whole = whole;
        this.refusal = refusal;
    }

    /** Reads the body and hands it on; one that is refused is answered. */
    public static void read(RoutingContext context, BodyBudget budget, Consumer<byte[]> whole) {
        read(context, budget, whole, problem -> ProblemRoutes.answer(context, problem));
    }

    /**
     * Reads the body and hands it to one of the two, which answers. What the first throws is
     * answered as well.
     *
     * @param budget a body that is declared longer than its largest is refused unread
     */
    public static void read(
            RoutingContext context,
            BodyBudget budget,
            Consumer<byte[]> whole,
            Consumer<Problem> refusal) {
        var request = context.request();
        Problem coded = ContentCoding.refusal(request.getHeader(HttpHeaders.CONTENT_ENCODING));
        if (coded != null) {
            refusal.accept(coded);
            return;
        }
        var reader = new BodyReader(context, budget, whole, refusal);
        // Setting a handler makes the request flow: hold it until all of them are set.
        request.pause();
        request.handler(reader::add);
        request.endHandler(end -> reader.end());
        // A client that goes away in the middle of its body gets no answer and leaves no trace.
        request.exceptionHandler(gone -> {});
        Problem tooLarge = budget.refusal(declaredLength(request));
        if (tooLarge != null) {
            reader.refuse(tooLarge);
        } else if (request.headers().contains(HttpHeaders.EXPECT)) {
            reader.meet(request.getHeader(HttpHeaders.EXPECT));
        }
        request.resume();
    }

    private void meet(String expect) {
        Problem unknown = Expectation.refusal(expect);
        if (unknown != null) {
            refuse(unknown);
        } else if (request.version() == HttpVersion.HTTP_1_1) {
            request.response().writeContinue();
        }
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
        Problem tooLarge = budget.refusal(body.length());
        if (tooLarge != null) {
            refuse(tooLarge);
        }
    }

    private void end() {
        if (refused) {
            request.connection().close();
            return;
        }
        int length = body == null ? 0 : body.length();
        if (BodyBudget.counts(length) && !take(length)) {
            refusal.accept(BodyBudget.SPENT);
            return;
        }
        try {
            whole.accept(body == null ? new byte[0] : body.getBytes());
        } catch (RuntimeException e) {
            context.fail(e);
        }
    }

    private boolean take(int length) {
        if (!budget.take(length)) {
            return false;
        }
        context.addEndHandler(end -> ended(length));
        return true;
    }

    /**
     * A client that goes away does not take its events along: they wait for Valkey all the same.
     */
    private void ended(int length) {
        if (request.response().ended()) {
            budget.giveBack(length);
        } else {
            context.vertx().setTimer(QUEUE_MILLIS, timer -> budget.giveBack(length));
        }
    }

    private void refuse(Problem problem) {
        refused = true;
        body = null;
        request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        refusal.accept(problem);
        context.vertx().setTimer(Connections.LINGER_MILLIS, timer -> request.connection().close());
    }
}
