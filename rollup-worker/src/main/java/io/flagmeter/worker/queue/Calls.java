package io.flagmeter.worker.queue;

import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Commands to Valkey that block until it answers. */
record Calls(Redis redis) {

    /** How long Valkey may take to answer, beyond any time it was asked to block. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /**
     * The answer, null for nil.
     *
     * @throws QueueUnavailableException if Valkey refuses, or does not answer in time
     */
    @Nullable Response send(Request request) {
        return send(request, Duration.ZERO);
    }

    /**
     * The answer to a command that blocks for some time at most.
     *
     * @throws QueueUnavailableException if Valkey refuses, or does not answer in time
     */
    @Nullable Response send(Request request, Duration blocking) {
        try {
            return redis.send(request)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .orTimeout(blocking.plus(PATIENCE).toMillis(), TimeUnit.MILLISECONDS)
                    .join();
        } catch (CompletionException e) {
            throw new QueueUnavailableException(e.getCause() == null ? e : e.getCause());
        }
    }
}
