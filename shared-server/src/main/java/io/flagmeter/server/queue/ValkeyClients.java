package io.flagmeter.server.queue;

import io.quarkus.redis.client.RedisOptionsCustomizer;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClientOptions;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisClientType;
import io.vertx.redis.client.RedisOptions;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * Makes a Valkey client for one event loop, configured like the one that Quarkus makes.
 *
 * <p>A client keeps all its connections on the event loop that made it. With the one client of
 * Quarkus every group would change threads twice, which costs more than the rest of a request.
 */
@Singleton
class ValkeyClients implements RedisOptionsCustomizer {

    private final List<Redis> made = new CopyOnWriteArrayList<>();
    private volatile @Nullable RedisOptions options;

    /** Called by Quarkus at its start with what it read from the configuration. */
    @Override
    public void customize(String clientName, RedisOptions options) {
        this.options = options;
    }

    /**
     * A client on the event loop that calls.
     *
     * @param groups how many groups may be on their way at once
     */
    Redis onThisLoop(Vertx vertx, int groups) {
        RedisOptions common = Objects.requireNonNull(options);
        // A name of its own: the metrics of clients with the same name hide each other.
        String name = "ingest-" + made.size();
        // To each node: a client of a cluster takes one more to ask which node has what.
        int connections = common.getType() == RedisClientType.CLUSTER ? groups + 1 : groups;
        var mine =
                new RedisOptions(common)
                        .setMaxPoolSize(connections)
                        .setMaxPoolWaiting(Math.max(connections, common.getMaxPoolWaiting()))
                        .setPoolName(name)
                        .setNetClientOptions(
                                new NetClientOptions(common.getNetClientOptions())
                                        .setMetricsName("redis|" + name));
        Redis client = Redis.createClient(vertx, mine);
        made.add(client);
        return client;
    }

    @PreDestroy
    void close() {
        made.forEach(Redis::close);
    }
}
