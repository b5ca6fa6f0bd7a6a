package io.flagmeter.api.query;

import io.flagmeter.api.problem.DatabaseFault;
import io.flagmeter.server.access.RequestCaller;
import io.flagmeter.server.problem.Problem;
import io.flagmeter.server.problem.ProblemRoutes;
import io.flagmeter.server.problem.ProblemType;
import io.flagmeter.server.requestid.RequestId;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/**
 * Does the queries that may take seconds, two at a time, so that whoever asks for many of them
 * takes neither the database nor the heap from quota checks. A key of one tenant gets one turn at a
 * time, so that a tenant keeps neither others nor the operator waiting for long.
 */
@Singleton
public class QueryTurns {

    static final int AT_A_TIME = 2;

    /** Under way or waiting. */
    static final int MOST = 34;

    /** Of these, of one tenant. */
    static final int MOST_OF_A_TENANT = 9;

    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final CharSequence JSON = HttpHeaders.createOptimized("application/json");

    private static final Problem BUSY =
            Problem.of(
                    ProblemType.BUSY,
                    "other queries are under way, %d at a time and one of a tenant: ask again later"
                            .formatted(AT_A_TIME));

    private final FairTurns turns = new FairTurns(AT_A_TIME, MOST, MOST_OF_A_TENANT);
    private final WorkerExecutor workers;

    QueryTurns(Vertx vertx) {
        workers =
                vertx.createSharedWorkerExecutor("flagmeter-query", AT_A_TIME, 1, TimeUnit.MINUTES);
    }

    /** Answers a request with the JSON that a query makes when it is its turn. */
    public void answer(RoutingContext context, Callable<byte[]> query) {
        inTurn(context, query)
                .onSuccess(json -> answer(context, json))
                .onFailure(e -> failed(context, e));
    }

    /** Does a query when it is its turn; what comes of it is told in the request's context. */
    public <T> Future<T> inTurn(RoutingContext context, Callable<T> query) {
        String tenant = RequestCaller.of(context).tenant();
        long since = System.nanoTime();
        Context here = context.vertx().getOrCreateContext();
        Promise<T> result = Promise.promise();
        // Whoever ends another turn does so in the context of another request.
        Runnable begin = () -> here.runOnContext(now -> begin(context, query, since, result));
        if (!turns.ask(tenant, begin)) {
            result.fail(BUSY.toException());
        }
        return result.future();
    }

    private <T> void begin(
            RoutingContext context, Callable<T> query, long since, Promise<T> result) {
        workers.executeBlocking(() -> inTime(context, query, since), false)
                .onComplete(
                        done -> {
                            turns.end(RequestCaller.of(context).tenant());
                            result.handle(done);
                        });
    }

    /**
     * Does a short piece of something longer, beside the queries: of those that ask there are few,
     * and each for one piece at a time.
     */
    public <T> Future<T> piece(Callable<T> work) {
        return workers.executeBlocking(work, false);
    }

    private static <T> T inTime(RoutingContext context, Callable<T> query, long since)
            throws Exception {
        if (System.nanoTime() - since > PATIENCE_NANOS || context.response().closed()) {
            throw BUSY.toException();
        }
        return query.call();
    }

    private static void answer(RoutingContext context, byte[] json) {
        if (context.response().closed()) {
            return;
        }
        RequestId.echo(context.request());
        context.response().putHeader(HttpHeaders.CONTENT_TYPE, JSON).end(Buffer.buffer(json));
    }

    /** Answers a request whose query failed. */
    public static void failed(RoutingContext context, Throwable e) {
        if (e instanceof SQLException fault) {
            ProblemRoutes.answer(
                    context,
                    RequestId.logged(context.request(), () -> DatabaseFault.problem(fault)));
        } else {
            context.fail(e);
        }
    }
}
