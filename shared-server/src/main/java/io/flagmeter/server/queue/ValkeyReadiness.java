package io.flagmeter.server.queue;

import static io.flagmeter.model.config.Settings.require;
import static java.nio.charset.StandardCharsets.UTF_8;

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
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;
import org.jboss.logging.Logger;

/**
 * Whether Valkey keeps events as their answers promise: looked at when the server starts, and
 * whenever someone asks if it is ready. Without Valkey no event can be taken, and with one that
 * cannot sync none may be acknowledged if that was asked for. One that may lose events is a
 * warning.
 */
@Readiness
@Singleton
class ValkeyReadiness implements HealthCheck {

    private static final Logger LOG = Logger.getLogger(ValkeyReadiness.class);
    private static final String FSYNC = "FLAGMETER_INGEST_DURABILITY=fsync ";

    private final Durability durability;
    private final ValkeyCalls valkey;
    private final AtomicReference<List<String>> told = new AtomicReference<>(List.of());

    ValkeyReadiness(QueueConfig config, ValkeyCalls valkey) {
        this.durability = config.durability();
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
            Optional<String> hindrance = hindrance(examine());
            require(hindrance.isEmpty(), hindrance.orElse(""));
        } catch (ProblemException e) {
            // Not a reason to stop: it may start after us. Until it is seen to be fit, the
            // readiness tells, and a group that it cannot sync is refused.
            LOG.warnf("cannot read Valkey's settings yet: %s", e.getMessage());
        }
    }

    @Override
    public HealthCheckResponse call() {
        var answer = HealthCheckResponse.named("valkey").up();
        long start = System.nanoTime();
        try {
            valkey.call(Request.cmd(Command.PING));
        } catch (ProblemException e) {
            return answer.down().withData("reason", e.problem().detail()).build();
        }
        answer.withData("latencyMs", (System.nanoTime() - start) / 1_000_000);
        try {
            return judged(examine(), answer).build();
        } catch (ProblemException e) {
            // It works, but its access rules keep us from seeing how.
            return answer.withData("warning", e.problem().detail()).build();
        }
    }

    private HealthCheckResponseBuilder judged(
            ValkeyFacts facts, HealthCheckResponseBuilder answer) {
        if (!facts.risks().isEmpty()) {
            answer.withData("warning", String.join("; ", facts.risks()));
        }
        hindrance(facts).ifPresent(hindrance -> answer.down().withData("reason", hindrance));
        return answer;
    }

    /** What the server says of itself; a risk that is new is a line of the log, once. */
    private ValkeyFacts examine() {
        // INFO and not CONFIG GET, which managed servers refuse.
        byte[] info = valkey.call(Request.cmd(Command.INFO)).toBytes();
        var facts = ValkeyFacts.of(new String(info, UTF_8));
        List<String> risks = facts.risks();
        if (!told.getAndSet(risks).equals(risks)) {
            risks.forEach(LOG::warn);
        }
        return facts;
    }

    /** Why this server cannot promise what is configured; empty if it can. */
    private Optional<String> hindrance(ValkeyFacts facts) {
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
