package io.flagmeter.server.queue;

import io.flagmeter.model.event.EventCodec;
import io.flagmeter.model.event.UsageEvent;
import io.flagmeter.model.queue.QueueKeys;
import io.flagmeter.model.queue.QueuePartitions;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;

class ValkeyEventQueueTest extends EventQueueContract {

    record Config(long maxQueuedEvents, Duration timeout, Durability durability)
            implements QueueConfig {}

    @RegisterExtension private final TestValkey valkey = new TestValkey();
    private final ValkeyClients clients = new ValkeyClients();
    private final QueuePartitions partitions = new QueuePartitions(1);
    private final Config config = new Config(BOUND, Duration.ofMillis(1_500), Durability.BUFFERED);
    private final QueueDepth depth = new QueueDepth(config, partitions);
    private ValkeyEventQueue queue;

    @BeforeEach
    void start() {
        clients.customize("default", new RedisOptions().setConnectionString(valkey.url()));
        queue =
                new ValkeyEventQueue(
                        vertx,
                        clients,
                        partitions,
                        depth,
                        new HighWater(partitions),
                        new PushMetrics(new SimpleMeterRegistry()),
                        config);
    }

    @AfterEach
    void stop() {
        queue.close();
        clients.close();
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
        // As the sampler, which sees it up to a fifth of a second later.
        depth.seen(0, 0);
        return events;
    }

    private Response pop() throws Exception {
        return valkey.ask(Request.cmd(Command.RPOP).arg(QueueKeys.DEFAULT.events()));
    }

    @Override
    void fail() {
        valkey.kill();
    }

    @Override
    void recover() {
        valkey.restart();
    }
}
