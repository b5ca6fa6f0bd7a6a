package io.flagmeter.worker.queue;

import io.flagmeter.model.event.EventCodec;
import io.flagmeter.model.event.UsageEvent;
import io.flagmeter.model.queue.QueueKeys;
import io.flagmeter.model.queue.QueuePartitions;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisClientType;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A Valkey seen from both ends: what producers push, and what workers see. As an extension it is
 * empty before each test of a class.
 */
final class TestQueue implements BeforeEachCallback, AfterAllCallback, AutoCloseable {

    static final QueueKeys KEYS = QueueKeys.DEFAULT;

    private static final Set<String> COMPANIONS =
            Set.of(KEYS.gate(), KEYS.claimedOwn(), KEYS.claimedOther(), KEYS.start());

    private final Vertx vertx = Vertx.vertx();
    private final QueuePartitions partitions;
    private final Redis redis;

    TestQueue(String url) {
        this(url, new QueuePartitions(1));
    }

    /**
     * @param urls of several nodes of a cluster, separated by commas, or of the one server
     */
    TestQueue(String urls, QueuePartitions partitions) {
        this.partitions = partitions;
        List<String> nodes = List.of(urls.split(","));
        var options = new RedisOptions().setMaxPoolSize(16).setMaxPoolWaiting(64);
        options.setType(nodes.size() > 1 ? RedisClientType.CLUSTER : RedisClientType.STANDALONE);
        nodes.forEach(options::addConnectionString);
        redis = Redis.createClient(vertx, options);
    }

    ValkeyQueue worker(int maxEvents, Duration lease) {
        return worker(new QueueBounds(maxEvents, 4 << 20, 1_000, 1 << 20), lease);
    }

    ValkeyQueue worker(QueueBounds bounds, Duration lease) {
        return new ValkeyQueue(redis, partitions, bounds, lease);
    }

    /** One that sees other partitions than this queue has. */
    ValkeyQueue worker(QueuePartitions other) {
        return new ValkeyQueue(
                redis, other, new QueueBounds(10, 4 << 20, 1_000, 1 << 20), Duration.ofMinutes(1));
    }

    void push(List<UsageEvent> events) {
        for (UsageEvent event : events) {
            var keys = new QueueKeys(partitions.of(event.tenant()));
            call(Request.cmd(Command.LPUSH).arg(keys.events()).arg(EventCodec.encode(event)));
        }
    }

    /** Lets elements in that the Valkey we ship refuses, as one that somebody else runs may. */
    void openDoor() {
        call(Request.cmd(Command.CONFIG).arg("SET").arg("proto-max-bulk-len").arg(512 << 20));
    }

    /** Lets all wait for their answers. */
    void pause(Duration time) {
        call(Request.cmd(Command.CLIENT).arg("PAUSE").arg(time.toMillis()));
    }

    /** Until the server ends. */
    void writeBeforeAnswering() {
        call(Request.cmd(Command.CONFIG).arg("SET").arg("appendfsync").arg("always"));
    }

    void limitMemory(String bytes) {
        call(Request.cmd(Command.CONFIG).arg("SET").arg("maxmemory").arg(bytes));
    }

    /** Puts on the queue what is no event of ours. */
    void push(byte[] element) {
        call(Request.cmd(Command.LPUSH).arg(KEYS.events()).arg(element));
    }

    /** As a worker that died with a batch in hand has left it. */
    void claimed(String batchId, byte[]... oldestFirst) {
        for (byte[] payload : oldestFirst) {
            call(Request.cmd(Command.LPUSH).arg(KEYS.batch(batchId)).arg(payload));
        }
        call(Request.cmd(Command.ZADD).arg(KEYS.leases()).arg(1).arg(batchId));
    }

    long memory(String key) {
        return call(Request.cmd(Command.MEMORY).arg("USAGE").arg(key)).toLong();
    }

    void set(String key, long value) {
        call(Request.cmd(Command.SET).arg(key).arg(value));
    }

    void set(String hash, String field, String value) {
        call(Request.cmd(Command.HSET).arg(hash).arg(field).arg(value));
    }

    String get(String hash, String field) {
        return call(Request.cmd(Command.HGET).arg(hash).arg(field)).toString();
    }

    void delete(String key) {
        call(Request.cmd(Command.DEL).arg(key));
    }

    void clear() {
        // Unlike FLUSHALL it goes to every node.
        call(Request.cmd(Command.FLUSHDB));
    }

    long waiting() {
        return length(KEYS.events());
    }

    long length(String list) {
        return call(Request.cmd(Command.LLEN).arg(list)).toLong();
    }

    long claimed() {
        return number(KEYS.claimed());
    }

    long number(String key) {
        return call(Request.cmd(Command.GET).arg(key)).toLong();
    }

    List<String> keys() {
        return call(Request.cmd(Command.KEYS).arg("*")).stream()
                .map(Response::toString)
                // There for good from the first claim on.
                .filter(key -> !COMPANIONS.contains(key))
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
    public void beforeEach(ExtensionContext context) {
        clear();
    }

    @Override
    public void afterAll(ExtensionContext context) {
        close();
    }

    @Override
    public void close() {
        redis.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
