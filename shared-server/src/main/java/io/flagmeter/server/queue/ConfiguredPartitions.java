package io.flagmeter.server.queue;

import io.flagmeter.model.queue.QueuePartitions;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** The partitions that this server puts events on. */
class ConfiguredPartitions {

    @Produces
    @Singleton
    QueuePartitions partitions(PartitionConfig config) {
        return new QueuePartitions(config.partitions());
    }
}
