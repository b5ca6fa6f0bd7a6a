package io.flagmeter.server.queue;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.flagmeter.embedded.EmbeddedValkey;
import io.flagmeter.embedded.StackDirectory;
import io.flagmeter.model.event.EventCodec;
import io.flagmeter.model.event.UsageEvent;
import io.flagmeter.model.queue.QueueKeys;
import io.flagmeter.model.queue.QueuePartitions;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

class ValkeyEventQueueTest extends EventQueueContract {

    record Config(long maxQueuedEvents, Duration timeout, Durability durability)
            implements QueueConfig {}

    private final StackDirectory directory = StackDirectory.temporary();
    private EmbeddedValkey valkey = EmbeddedValkey.start(directory, 0);
    private final int port = valkey.port();
    private final Redis worker = Redis.createClient(vertx, valkey.url());
    private final ValkeyClients clients = new ValkeyClients();
    private final QueuePartitions partitions = new QueuePartitions(1);
    private final Config config = new Config(BOUND, Duration.ofMillis(1_500), Durability.BUFFERED);
    private final QueueDepth depth = new QueueDepth(config, partitions);
    private final QueueSampler sampler =
            new QueueSampler(worker, partitions, depth, Clock.systemUTC(), config);
    private ValkeyEventQueue queue;

    @BeforeEach
    void start() {
        clients.customize("default", new RedisOptions().setConnectionString(valkey.url()));
        var metrics = new SimpleMeterRegistry();
        queue =
                new ValkeyEventQueue(
                        vertx,
                        clients,
                        partitions,
                        depth,
                        new HighWater(partitions),
                        new PushMetrics(metrics),
                        config);
        sampler.start(new StartupEvent(), vertx, metrics);
    }

    @AfterEach
    void stop() {
        sampler.stop();
        queue.close();
        clients.close();
        valkey.kill();
        directory.delete();
    }

    @Override
    EventQueue queue() {
        return queue;
    }

    @Override
    List<UsageEvent> drain() throws Exception {
        var events = new ArrayList<UsageEvent>();
        for (Response payload = pop(); payload != null; payload = pop()) {
            events.add(EventCodec.decode(payload.toBytes()));
        }
        return events;
    }

    private Response pop() throws Exception {
        return worker.send(Request.cmd(Command.RPOP).arg(QueueKeys.DEFAULT.events()))
                .toCompletionStage()
                .toCompletableFuture()
                .get(3, SECONDS);
    }

    @Override
    void fail() {
        valkey.kill();
    }

    @Override
    void recover() {
        valkey = EmbeddedValkey.start(directory, port);
    }
}
