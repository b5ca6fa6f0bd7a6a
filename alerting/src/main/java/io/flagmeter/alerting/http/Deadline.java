package io.flagmeter.alerting.http;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One time-out for all steps of a request. */
record Deadline(long atNanos) {

    static Deadline after(Duration timeout) {
        return new Deadline(System.nanoTime() + timeout.toNanos());
    }

    <T> T await(Future<T> future) throws TimeoutException, ExecutionException {
        return await(future.toCompletionStage().toCompletableFuture());
    }

    <T> T await(CompletableFuture<T> future) throws TimeoutException, ExecutionException {
        try {
            return future.get(atNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ExecutionException(e);
        }
    }
}
