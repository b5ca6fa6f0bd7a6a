package io.flagmeter.worker.queue;

import static io.flagmeter.worker.queue.TestQueue.KEYS;
import static io.flagmeter.worker.testing.TestEvents.events;
import static io.flagmeter.worker.testing.TestEvents.payload;
import static io.flagmeter.worker.testing.TestEvents.payloads;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flagmeter.worker.testing.Servers;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A Valkey at its maxmemory refuses what may take more. Room comes from workers only, so nothing
 * that they need may be refused; and a script that has begun must end.
 */
class FullValkeyTest {

    private static final Duration LONG = Duration.ofMinutes(1);

    @RegisterExtension static final TestQueue queue = new TestQueue(Servers.valkeyUrl());

    @BeforeEach
    void push() {
        queue.push(events(0, 5));
    }

    @AfterEach
    void room() {
        queue.limitMemory("256mb");
    }

    private static void fill() {
        queue.limitMemory("1");
        assertThatThrownBy(() -> queue.push(events(9, 10))).hasMessageContaining("OOM");
    }

    @Test
    void aPartOfTheQueueIsClaimedAndItsDeadLettersAreFiled() {
        fill();

        Claim claim = queue.worker(3, LONG).claim().orElseThrow();
        long dropped = claim.acknowledge(List.of(payload("dead")));

        assertThat(claim.payloads()).containsExactlyElementsOf(payloads(events(0, 3)));
        assertThat(queue.waiting()).isEqualTo(2);
        assertThat(queue.claimed()).isEqualTo(3);
        assertThat(queue.number(KEYS.claimedOwn())).isEqualTo(3);
        assertThat(dropped).isZero();
        assertThat(queue.length(KEYS.deadLetters())).isEqualTo(1);
        assertThat(queue.length(KEYS.batch(claim.batchId()))).isZero();
    }

    @Test
    void theWholeQueueIsClaimed() {
        fill();

        assertThat(queue.worker(5, LONG).claim().orElseThrow().payloads()).hasSize(5);
        assertThat(queue.claimed()).isEqualTo(5);
    }

    @Test
    void aDeadWorkersBatchIsTakenOver() {
        queue.claimed("old", payloads(events(5, 8)).toArray(byte[][]::new));
        fill();
        ValkeyQueue worker = queue.worker(10, LONG);

        Claim heir = worker.claim().orElseThrow();

        assertThat(heir.batchId()).isEqualTo("old");
        assertThat(queue.worker(10, LONG).claim().orElseThrow().payloads())
                .as("its lease was renewed")
                .containsExactlyElementsOf(payloads(events(0, 5)));
    }

    @Test
    void aBatchGivenUpIsFreeAtOnce() {
        fill();
        ValkeyQueue worker = queue.worker(10, LONG);
        Claim first = worker.claim().orElseThrow();

        first.close();

        assertThat(worker.claim().orElseThrow().batchId()).isEqualTo(first.batchId());
    }

    @Test
    void anotherWorkerCanStart() {
        queue.worker(10, LONG).announce();
        fill();

        assertThatCode(() -> queue.worker(10, LONG).announce()).doesNotThrowAnyException();
    }
}
