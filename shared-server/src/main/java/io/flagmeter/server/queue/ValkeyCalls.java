package io.flagmeter.server.queue;

import io.flagmeter.server.problem.Problem;
import io.flagmeter.server.problem.ProblemException;
import io.flagmeter.server.problem.ProblemType;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import jakarta.inject.Singleton;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Commands to Valkey for code that may wait: not for the event loop. */
@Singleton
public class ValkeyCalls {

    private final Redis valkey;
    private final long timeoutMillis;

    ValkeyCalls(Redis valkey, QueueConfig config) {
        this.valkey = valkey;
        this.timeoutMillis = config.timeout().toMillis();
    }

    /**
     * The reply to a command, which must not be one that Valkey may answer with nil.
     *
     * @throws ProblemException if Valkey refuses, or does not answer within the timeout
     */
    public Response call(Request command) {
        try {
            return Objects.requireNonNull(
                    valkey.send(command)
                            .toCompletionStage()
                            .toCompletableFuture()
                            .get(timeoutMillis, TimeUnit.MILLISECONDS));
        } catch (ExecutionException e) {
            throw unavailable("Valkey refused: " + e.getCause());
        } catch (TimeoutException e) {
            throw unavailable("Valkey did not answer within " + timeoutMillis + " ms");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unavailable("the server is stopping");
        }
    }

    private static ProblemException unavailable(String detail) {
        return Problem.of(ProblemType.VALKEY_UNAVAILABLE, detail).toException();
    }
}
