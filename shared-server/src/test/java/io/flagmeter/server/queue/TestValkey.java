package io.flagmeter.server.queue;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.flagmeter.embedded.EmbeddedValkey;
import io.flagmeter.embedded.StackDirectory;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A Valkey of one test, to be killed at will, and a client that sees what is in it. */
final class TestValkey implements AfterEachCallback {

    final Vertx vertx = Vertx.vertx();
    private final StackDirectory directory = StackDirectory.temporary();
    private EmbeddedValkey server = EmbeddedValkey.start(directory, 0);
    private final int port = server.port();
    private final Redis client = Redis.createClient(vertx, url());

    int port() {
        return port;
    }

    String url() {
        return "redis://localhost:" + port;
    }

    /** The reply to a command; null where it is nil. */
    Response ask(Request command) throws Exception {
        return await(client.send(command));
    }

    static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(5, SECONDS);
    }

    void kill() {
        server.kill();
    }

    void restart() {
        server = EmbeddedValkey.start(directory, port);
    }

    @Override
    public void afterEach(ExtensionContext test) throws Exception {
        await(vertx.close());
        kill();
        directory.delete();
    }
}
