package io.flagmeter.worker.queue;

import static io.flagmeter.worker.queue.TestQueue.KEYS;
import static io.flagmeter.worker.testing.TestEvents.events;
import static io.flagmeter.worker.testing.TestEvents.payload;
import static io.flagmeter.worker.testing.TestEvents.payloads;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flagmeter.worker.testing.Servers;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Who has a batch, for how long, and who gets it next; against a real Valkey. */
class ValkeyLeasesTest {

    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Duration SHORT = Duration.ofMillis(50);

    @RegisterExtension static final TestQueue queue = new TestQueue(Servers.valkeyUrl());

    @Test
    void ageOfAClaimCountsFromTheQuestionAndNotFromTheAnswer() {
        ValkeyQueue worker = queue.worker(10, LONG);
        assertThat(worker.claim()).isEmpty();
        queue.push(events(0, 1));
        queue.pause(Duration.ofMillis(300));

        Claim fresh = worker.claim().orElseThrow();

        assertThat(fresh.age()).isGreaterThan(Duration.ofMillis(250));
    }

    @Test
    void ageOfABatchTakenOverDoesSoToo() {
        queue.claimed("old", payloads(events(0, 1)).toArray(byte[][]::new));
        ValkeyQueue worker = queue.worker(10, LONG);
        queue.pause(Duration.ofMillis(300));

        Claim heir = worker.claim().orElseThrow();

        assertThat(heir.batchId()).isEqualTo("old");
        assertThat(heir.age()).isGreaterThan(Duration.ofMillis(250));
    }

    @Test
    void whileALeaseLastsNobodyElseGetsTheBatch() {
        queue.push(events(0, 3));
        queue.worker(10, LONG).claim().orElseThrow();

        assertThat(queue.worker(10, LONG).claim()).isEmpty();
    }

    @Test
    void anExpiredLeaseIsTakenOverUnderTheSameBatchId() {
        queue.push(events(0, 3));
        Claim dead = queue.worker(10, SHORT).claim().orElseThrow();

        Claim heir = awaitClaim(queue.worker(10, LONG));

        assertThat(heir.batchId()).isEqualTo(dead.batchId());
        assertThat(heir.payloads()).containsExactlyElementsOf(dead.payloads());
        assertThat(queue.claimed()).as("events claimed, each once").isEqualTo(3);
    }

    @Test
    void anExpiredLeaseIsTakenOverByOneWorkerOnly() {
        queue.push(events(0, 3));
        queue.worker(10, SHORT).claim().orElseThrow();
        awaitClaim(queue.worker(10, LONG));

        assertThat(queue.worker(10, LONG).claim()).isEmpty();
    }

    @Test
    void aWorkerThatWakesUpLateChangesNothingByAcknowledging() {
        queue.push(events(0, 3));
        Claim zombie = queue.worker(10, SHORT).claim().orElseThrow();
        awaitClaim(queue.worker(10, LONG)).acknowledge(List.of(payload("dead")));

        zombie.acknowledge(List.of(payload("dead")));
        zombie.close();

        assertThat(queue.length(KEYS.deadLetters())).isEqualTo(1);
        assertThat(queue.keys()).containsExactly(KEYS.claimed(), KEYS.deadLetters());
    }

    @Test
    void aWorkerThatGivesUpLateDoesNotBringTheBatchBack() {
        queue.push(events(0, 3));
        Claim zombie = queue.worker(10, SHORT).claim().orElseThrow();
        awaitClaim(queue.worker(10, LONG)).acknowledge(List.of());

        zombie.close();

        assertThat(queue.keys()).containsExactly(KEYS.claimed());
    }

    @Test
    void aClaimClosedWithoutAcknowledgingIsFreeAtOnce() {
        queue.push(events(0, 3));
        ValkeyQueue worker = queue.worker(10, LONG);
        Claim first = worker.claim().orElseThrow();

        first.close();

        Claim second = worker.claim().orElseThrow();
        assertThat(second.batchId()).isEqualTo(first.batchId());
        assertThat(worker.inFlight()).containsExactly(first.batchId());
    }

    private static Claim awaitClaim(ValkeyQueue worker) {
        return await().atMost(Duration.ofSeconds(5))
                .until(worker::claim, Optional::isPresent)
                .orElseThrow();
    }
}
