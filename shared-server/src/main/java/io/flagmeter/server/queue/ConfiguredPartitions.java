package io.flagmeter.server.queue;

import io.flagmeter.model.queue.PartitionConfig;
import io.flagmeter.model.queue.QueuePartitions;
import io.flagmeter.server.problem.ProblemException;
import io.quarkus.runtime.StartupEvent;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.jboss.logging.Logger;

/** The partitions that this server puts events on, compared with those that workers drain. */
@Singleton
class ConfiguredPartitions {

    private static final Logger LOG = Logger.getLogger(ConfiguredPartitions.class);

    private final QueuePartitions partitions;
    private final ValkeyCalls valkey;

    ConfiguredPartitions(QueuePartitions partitions, ValkeyCalls valkey) {
        this.partitions = partitions;
        this.valkey = valkey;
    }

    @Produces
    @Singleton
    static QueuePartitions partitions(PartitionConfig config) {
        return new QueuePartitions(config.partitions());
    }

    /** After the settings were checked by themselves, before any event is taken. */
    void check(@Observes @Priority(-1) StartupEvent start) {
        Response known;
        try {
            known = valkey.call(Request.cmd(Command.MGET).arg(QueuePartitions.LARGEST)).get(0);
        } catch (ProblemException e) {
            // It may start after us; too small a number then shows as a difference of the books.
            LOG.warnf(
                    "cannot read the number of queue partitions from Valkey yet: %s",
                    e.getMessage());
            return;
        }
        long drained = known == null ? partitions.count() : known.toLong();
        partitions.requireAll(drained);
        if (drained < partitions.count()) {
            LOG.warnf(
                    "workers drain %d of %d partitions: start them with %s=%d too",
                    drained, partitions.count(), QueuePartitions.VARIABLE, partitions.count());
        }
    }
}
