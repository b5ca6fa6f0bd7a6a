package io.flagmeter.worker.queue;

import static io.flagmeter.worker.queue.TestQueue.KEYS;
import static io.flagmeter.worker.testing.TestEvents.events;
import static io.flagmeter.worker.testing.TestEvents.payloads;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flagmeter.embedded.EmbeddedValkey;
import io.flagmeter.embedded.StackDirectory;
import io.flagmeter.worker.testing.Servers;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What a SIGKILL of Valkey costs: nothing. Under {@code everysec} a slow disk may cost a second,
 * which a busy machine would show here now and then; {@code always} writes before it answers.
 */
class KilledValkeyTest {

    private static final Duration LEASE = Duration.ofMillis(100);

    private final StackDirectory directory = StackDirectory.temporary();

    @Test
    void claimedAndWaitingEventsAreThereAfterARestart() {
        String batchId;
        try (EmbeddedValkey valkey = Servers.ownValkey(directory);
                TestQueue queue = new TestQueue(valkey.url())) {
            queue.writeBeforeAnswering();
            queue.push(events(0, 5));
            batchId = queue.worker(3, LEASE).claim().orElseThrow().batchId();
            valkey.kill();
            assertThatThrownBy(() -> queue.worker(3, LEASE).claim())
                    .isInstanceOf(QueueUnavailableException.class);
        }
        try (EmbeddedValkey valkey = Servers.ownValkey(directory);
                TestQueue queue = new TestQueue(valkey.url())) {
            ValkeyQueue worker = queue.worker(3, LEASE);
            assertThat(worker.inFlight()).containsExactly(batchId);
            assertThat(queue.length(KEYS.batch(batchId))).isEqualTo(3);
            assertThat(queue.claimed()).isEqualTo(3);
            Claim rest = claimOtherThan(batchId, worker);
            assertThat(rest.payloads()).containsExactlyElementsOf(payloads(events(3, 5)));
        }
    }

    private static Claim claimOtherThan(String batchId, ValkeyQueue worker) {
        Claim claim = worker.claim().orElseThrow();
        if (claim.batchId().equals(batchId)) {
            claim.acknowledge(List.of());
            return worker.claim().orElseThrow();
        }
        return claim;
    }
}
