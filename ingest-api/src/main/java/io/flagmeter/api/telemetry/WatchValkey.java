package io.flagmeter.api.telemetry;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.flagmeter.model.queue.QueueKeys;
import io.flagmeter.model.queue.QueuePartitions;
import io.flagmeter.server.problem.ProblemException;
import io.flagmeter.server.queue.ValkeyCalls;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Comparator;
import org.jboss.logging.Logger;

/** Asks Valkey how full it is, of a cluster the fullest node: a full one refuses events. */
@Singleton
class WatchValkey {

    private static final Logger LOG = Logger.getLogger(WatchValkey.class);

    // As a script, which goes to the node that has the key.
    private static final String INFO = "return redis.call('INFO', 'memory')";

    private final QueuePartitions partitions;
    private final ValkeyCalls valkey;
    private volatile ValkeyMemory memory = ValkeyMemory.UNKNOWN;

    WatchValkey(QueuePartitions partitions, ValkeyCalls valkey) {
        this.partitions = partitions;
        this.valkey = valkey;
    }

    void register(@Observes StartupEvent event, MeterRegistry metrics) {
        Gauge.builder("flagmeter.valkey.memory.used", () -> memory.used())
                .description("Memory of Valkey's data")
                .baseUnit("bytes")
                .register(metrics);
        Gauge.builder("flagmeter.valkey.memory.max", () -> memory.max())
                .description("Memory at which Valkey refuses to write, 0 if unbounded")
                .baseUnit("bytes")
                .register(metrics);
    }

    @Scheduled(every = "10s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    @RunOnVirtualThread
    void look() {
        try {
            memory =
                    partitions.keys().stream()
                            .map(this::memoryOf)
                            .max(Comparator.comparingDouble(ValkeyMemory::fill))
                            .orElseThrow();
        } catch (ProblemException e) {
            memory = ValkeyMemory.UNKNOWN;
            // An outage is told by flagmeter_valkey_up.
            LOG.debug("cannot read Valkey's memory use", e);
        }
    }

    private ValkeyMemory memoryOf(QueueKeys keys) {
        var command = Request.cmd(Command.EVAL).arg(INFO).arg(1).arg(keys.events());
        return ValkeyMemory.of(new String(valkey.call(command).toBytes(), UTF_8));
    }
}
