package io.flagmeter.worker.queue;

import io.flagmeter.model.event.EventCodec;
import io.flagmeter.model.event.UsageEvent;
import io.flagmeter.model.queue.QueueKeys;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A Valkey seen from both ends: what producers push, and what workers see. */
final class TestQueue implements AutoCloseable {

    static final QueueKeys KEYS = QueueKeys.DEFAULT;

    private final Vertx vertx = Vertx.vertx();
    private final Redis redis;

    TestQueue(String url) {
        redis =
                Redis.createClient(
                        vertx,
                        new RedisOptions()
                                .setConnectionString(url)
                                .setMaxPoolSize(16)
                                .setMaxPoolWaiting(64));
    }

    ValkeyQueue worker(int maxEvents, Duration lease) {
        return new ValkeyQueue(redis, KEYS, maxEvents, lease);
    }

    void push(List<UsageEvent> events) {
        for (UsageEvent event : events) {
            call(Request.cmd(Command.LPUSH).arg(KEYS.events()).arg(EventCodec.encode(event)));
        }
    }

    void clear() {
        call(Request.cmd(Command.FLUSHALL));
    }

    long waiting() {
        return length(KEYS.events());
    }

    long length(String list) {
        return call(Request.cmd(Command.LLEN).arg(list)).toLong();
    }

    long claimed() {
        return call(Request.cmd(Command.GET).arg(KEYS.claimed())).toLong();
    }

    List<String> keys() {
        return call(Request.cmd(Command.KEYS).arg("*")).stream()
                .map(Response::toString)
                .sorted()
                .toList();
    }

    private Response call(Request request) {
        return redis.send(request)
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(10, TimeUnit.SECONDS)
                .join();
    }

    @Override
    public void close() {
        redis.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
