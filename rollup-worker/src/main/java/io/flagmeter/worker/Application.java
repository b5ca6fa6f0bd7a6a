package io.flagmeter.worker;

import io.flagmeter.model.queue.DeadLetterConfig;
import io.flagmeter.model.queue.PartitionConfig;
import io.flagmeter.model.queue.QueuePartitions;
import io.flagmeter.worker.queue.QueueBounds;
import io.flagmeter.worker.queue.ValkeyQueue;
import io.vertx.redis.client.Redis;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;

/** The objects that the worker shares and that are not beans of their own. */
class Application {

    @Produces
    @Singleton
    Clock clock() {
        return Clock.systemUTC();
    }

    @Produces
    @Singleton
    ValkeyQueue queue(
            Redis redis, PartitionConfig split, WorkerConfig config, DeadLetterConfig letters) {
        var partitions = new QueuePartitions(split.partitions());
        var bounds =
                new QueueBounds(
                        config.batchSize(), config.batchBytes(), letters.max(), letters.maxBytes());
        return new ValkeyQueue(redis, partitions, bounds, config.lease());
    }
}
