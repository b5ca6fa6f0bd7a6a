package io.flagmeter.server.queue;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.flagmeter.server.problem.ProblemException;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jboss.logging.Logger;

/** Looks at how Valkey keeps the queue; what is new and bad is a line of the log, once. */
@Singleton
class ExamineValkey {

    private static final Logger LOG = Logger.getLogger(ExamineValkey.class);

    private final ValkeyCalls valkey;
    private final AtomicReference<List<String>> told = new AtomicReference<>(List.of());

    ExamineValkey(ValkeyCalls valkey) {
        this.valkey = valkey;
    }

    /**
     * What the server says of itself.
     *
     * @throws ProblemException if it does not answer, or its access rules forbid the question
     */
    ValkeyFacts examine() {
        // INFO and not CONFIG GET, which managed servers refuse.
        byte[] info = valkey.call(Request.cmd(Command.INFO)).toBytes();
        var facts = ValkeyFacts.of(new String(info, UTF_8));
        List<String> risks = facts.risks();
        if (!told.getAndSet(risks).equals(risks)) {
            risks.forEach(LOG::warn);
        }
        return facts;
    }
}
