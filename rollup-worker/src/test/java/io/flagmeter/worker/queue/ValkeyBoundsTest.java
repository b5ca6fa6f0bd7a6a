package io.flagmeter.worker.queue;

import static io.flagmeter.worker.queue.TestQueue.KEYS;
import static io.flagmeter.worker.testing.TestEvents.events;
import static io.flagmeter.worker.testing.TestEvents.payload;
import static io.flagmeter.worker.testing.TestEvents.payloads;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.flagmeter.model.queue.BoundedRead;
import io.flagmeter.model.queue.Stump;
import io.flagmeter.worker.testing.Servers;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * What is too long, too large or too much for a claim or the dead letters; against a real Valkey.
 */
class ValkeyBoundsTest {

    private static final Duration LONG = Duration.ofMinutes(1);

    @RegisterExtension static final TestQueue queue = new TestQueue(Servers.valkeyUrl());

    @BeforeAll
    static void openDoor() {
        queue.openDoor();
    }

    @Test
    void deadLettersBeyondTheirNumberAreCountedAndNotKept() {
        queue.push(events(0, 3));
        Claim claim =
                queue.worker(new QueueBounds(10, 65_536, 2, 10_000), LONG).claim().orElseThrow();

        long dropped =
                claim.acknowledge(List.of(payload("a"), payload("b"), payload("c"), payload("d")));

        assertThat(dropped).isEqualTo(2);
        assertThat(queue.length(KEYS.deadLetters())).isEqualTo(2);
        assertThat(queue.number(KEYS.droppedLetters())).isEqualTo(2);
        assertThat(claim.acknowledge(List.of(payload("e")))).as("a second time").isZero();
        assertThat(queue.number(KEYS.droppedLetters())).isEqualTo(2);
    }

    @Test
    void deadLettersBeyondTheirBytesAreCountedAndNotKept() {
        ValkeyQueue worker = queue.worker(new QueueBounds(1, 65_536, 1_000, 100_000), LONG);
        queue.push(events(0, 30));

        long dropped = 0;
        for (int i = 0; i < 30; i++) {
            dropped += worker.claim().orElseThrow().acknowledge(List.of(new byte[10_000]));
        }

        assertThat(dropped).isBetween(20L, 22L);
        assertThat(queue.number(KEYS.droppedLetters())).isEqualTo(dropped);
        assertThat(queue.memory(KEYS.deadLetters())).isBetween(80_000L, 100_000L);
    }

    @Test
    void elementThatIsTooLongIsClaimedAsItsStump() {
        queue.push(events(0, 1));
        queue.push(new byte[BoundedRead.LONGEST + 1]);
        queue.push(new byte[BoundedRead.LONGEST]);
        queue.push(events(1, 2));

        Claim claim = queue.worker(10, LONG).claim().orElseThrow();

        assertThat(claim.payloads()).hasSize(4);
        assertThat(claim.payloads().getFirst()).isEqualTo(payloads(events(0, 1)).getFirst());
        Stump stump = Stump.of(claim.payloads().get(1)).orElseThrow();
        assertThat(stump.length()).isEqualTo(BoundedRead.LONGEST + 1);
        assertThat(stump.sha1()).isEqualTo(Stump.sha1Of(new byte[BoundedRead.LONGEST + 1]));
        assertThat(stump.beginning()).isEqualTo(new byte[1024]);
        assertThat(claim.payloads().get(2)).hasSize(BoundedRead.LONGEST);
        assertThat(queue.claimed()).isEqualTo(4);
        assertThat(queue.memory(KEYS.batch(claim.batchId()))).isLessThan(25_000);
    }

    @Test
    void claimEndsWhereItsBytesDo() {
        for (int i = 0; i < 100; i++) {
            queue.push(new byte[10_000]);
        }
        ValkeyQueue worker = queue.worker(new QueueBounds(1_000, 65_536, 10, 10_000), LONG);

        Claim first = worker.claim().orElseThrow();

        assertThat(first.payloads()).hasSize(6);
        assertThat(first.moreWait()).isTrue();
        assertThat(queue.waiting()).isEqualTo(94);
        assertThat(queue.length(KEYS.batch(first.batchId()))).isEqualTo(6);
    }

    @Test
    void elementLargerThanAllBytesOfAClaimIsClaimedAlone() {
        queue.push(new byte[100_000]);
        queue.push(events(0, 1));
        ValkeyQueue worker = queue.worker(new QueueBounds(1_000, 65_536, 10, 10_000), LONG);

        assertThat(worker.claim().orElseThrow().payloads()).hasSize(1);
        assertThat(worker.claim().orElseThrow().payloads())
                .containsExactlyElementsOf(payloads(events(0, 1)));
    }

    @Test
    void batchThatAnOlderReleaseMadeTooLargeIsTakenOverInParts() {
        byte[] large =
                new String(payloads(events(0, 1)).getFirst(), UTF_8)
                        .replace("}", ",\"note\":\"" + "x".repeat(10_000) + "\"}")
                        .getBytes(UTF_8);
        queue.claimed("old", large, new byte[30_000_000], new byte[12_000]);
        queue.claimed("old", payloads(events(1, 300)).toArray(byte[][]::new));

        Claim claim =
                queue.worker(new QueueBounds(100, 65_536, 10, 10_000), LONG).claim().orElseThrow();

        assertThat(claim.batchId()).isEqualTo("old");
        assertThat(claim.payloads()).hasSize(302);
        assertThat(claim.payloads().getFirst()).isEqualTo(payloads(events(0, 1)).getFirst());
        assertThat(Stump.of(claim.payloads().get(1)).orElseThrow().length()).isEqualTo(30_000_000);
        assertThat(Stump.of(claim.payloads().get(2)).orElseThrow().length()).isEqualTo(12_000);
        assertThat(claim.payloads().subList(3, 302))
                .containsExactlyElementsOf(payloads(events(1, 300)));
    }
}
