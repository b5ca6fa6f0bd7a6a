package io.flagmeter.server.queue;

import static io.flagmeter.model.config.Settings.require;

import io.flagmeter.server.problem.ProblemException;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Says at the start what an answer will promise, and stops a server that could not keep it. */
@Singleton
class KeepDurability {

    private static final Logger LOG = Logger.getLogger(KeepDurability.class);
    private static final String FSYNC = "FLAGMETER_INGEST_DURABILITY=fsync ";

    private final Durability durability;
    private final ExamineValkey examine;
    private final ValkeyCalls valkey;

    KeepDurability(QueueConfig config, ExamineValkey examine, ValkeyCalls valkey) {
        this.durability = config.durability();
        this.examine = examine;
        this.valkey = valkey;
    }

    /** After the settings were checked by themselves, before any event is taken. */
    void check(@Observes @Priority(-1) StartupEvent start, MeterRegistry metrics) {
        Gauge.builder("flagmeter.ingest.fsync", () -> durability == Durability.FSYNC ? 1 : 0)
                .description("1 if events are acknowledged only when they are on Valkey's disk")
                .register(metrics);
        LOG.info(
                switch (durability) {
                    case BUFFERED -> "events are acknowledged when Valkey has them";
                    case FSYNC -> "events are acknowledged when they are on Valkey's disk";
                });
        try {
            Optional<String> hindrance = hindrance(examine.examine());
            require(hindrance.isEmpty(), hindrance.orElse(""));
        } catch (ProblemException e) {
            // Not a reason to stop: it may start after us. Until it is seen to be fit, the
            // readiness tells, and a group that it cannot sync is refused.
            LOG.warnf("cannot look at Valkey yet: %s", e.getMessage());
        }
    }

    /** Why this server cannot promise what is configured; empty if it can. */
    Optional<String> hindrance(ValkeyFacts facts) {
        return switch (durability) {
            case BUFFERED -> Optional.empty();
            case FSYNC -> facts.hindrance().or(this::lateSync).map(FSYNC::concat);
        };
    }

    /**
     * A server that syncs once a second may answer WAITAOF before that: Redis 7.4 and the Valkeys
     * made from it do (<a href="https://github.com/redis/redis/pull/13793">13793</a>).
     */
    private Optional<String> lateSync() {
        try {
            Response setting =
                    valkey.call(Request.cmd(Command.CONFIG).arg("GET").arg("appendfsync"));
            String policy = setting.size() < 2 ? "always" : setting.get(1).toString();
            return policy.equals("always")
                    ? Optional.empty()
                    : Optional.of(
                            "needs a Valkey with appendfsync always, the server has " + policy);
        } catch (ProblemException e) {
            // Managed servers refuse the question: their WAITAOF has to be believed.
            LOG.debugf("appendfsync is unknown: %s", e.getMessage());
            return Optional.empty();
        }
    }
}
