package io.flagmeter.api.vitals;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.flagmeter.api.problem.ProblemException;
import io.flagmeter.api.queue.ValkeyCalls;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import org.jboss.logging.Logger;

/** Asks Valkey how full it is: a full one refuses events. */
@Singleton
class WatchValkey {

    private static final Logger LOG = Logger.getLogger(WatchValkey.class);

    private final ValkeyCalls valkey;
    private volatile ValkeyMemory memory = ValkeyMemory.UNKNOWN;

    WatchValkey(ValkeyCalls valkey) {
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
            var info = valkey.call(Request.cmd(Command.INFO).arg("memory")).toBytes();
            memory = ValkeyMemory.of(new String(info, UTF_8));
        } catch (ProblemException e) {
            memory = ValkeyMemory.UNKNOWN;
            // An outage is told by flagmeter_valkey_up.
            LOG.debug("Valkey did not tell how full it is", e);
        }
    }
}
