package io.flagmeter.server.queue;

import io.flagmeter.server.problem.ProblemException;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/**
 * Without Valkey no event can be taken, and with one that cannot sync none may be acknowledged if
 * that was asked for: the server is not ready. One that may lose events is a warning.
 */
@Readiness
@Singleton
class ValkeyCheck implements HealthCheck {

    private final ValkeyCalls valkey;
    private final ExamineValkey examine;
    private final KeepDurability durability;

    ValkeyCheck(ValkeyCalls valkey, ExamineValkey examine, KeepDurability durability) {
        this.valkey = valkey;
        this.examine = examine;
        this.durability = durability;
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
            return judged(examine.examine(), answer).build();
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
        durability
                .hindrance(facts)
                .ifPresent(hindrance -> answer.down().withData("reason", hindrance));
        return answer;
    }
}
