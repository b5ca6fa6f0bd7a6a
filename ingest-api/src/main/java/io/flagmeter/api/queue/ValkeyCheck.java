package io.flagmeter.api.queue;

import io.flagmeter.api.problem.ProblemException;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Without Valkey no event can be taken: the server is not ready. */
@Readiness
@Singleton
class ValkeyCheck implements HealthCheck {

    private final ValkeyCalls valkey;

    ValkeyCheck(ValkeyCalls valkey) {
        this.valkey = valkey;
    }

    @Override
    public HealthCheckResponse call() {
        var answer = HealthCheckResponse.named("valkey");
        long start = System.nanoTime();
        try {
            valkey.call(Request.cmd(Command.PING));
        } catch (ProblemException e) {
            return answer.down().withData("reason", e.problem().detail()).build();
        }
        return answer.up().withData("latencyMs", (System.nanoTime() - start) / 1_000_000).build();
    }
}
