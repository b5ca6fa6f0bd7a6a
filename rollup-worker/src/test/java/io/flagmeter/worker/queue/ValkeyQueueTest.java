package io.flagmeter.worker.queue;

import static io.flagmeter.worker.queue.TestQueue.KEYS;
import static io.flagmeter.worker.testing.TestEvents.events;
import static io.flagmeter.worker.testing.TestEvents.payload;
import static io.flagmeter.worker.testing.TestEvents.payloads;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flagmeter.model.event.EventCodec;
import io.flagmeter.model.queue.BoundedRead;
import io.flagmeter.model.queue.Stump;
import io.flagmeter.worker.testing.Servers;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The queue's contract, against a real Valkey. */
class ValkeyQueueTest {

    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Duration SHORT = Duration.ofMillis(50);

    private static TestQueue queue;

    @BeforeAll
    static void connect() {
        queue = new TestQueue(Servers.valkeyUrl());
        queue.openDoor();
    }

    @AfterAll
    static void disconnect() {
        queue.close();
    }

    @BeforeEach
    void clear() {
        queue.clear();
    }

    @Test
    void anEmptyQueueGivesNoClaim() {
        assertThat(queue.worker(10, LONG).claim()).isEmpty();
        assertThat(queue.keys()).isEmpty();
    }

    @Test
    void aClaimTakesTheOldestEventsFirst() {
        queue.push(events(0, 5));

        Claim claim = queue.worker(3, LONG).claim().orElseThrow();

        assertThat(claim.payloads()).containsExactlyElementsOf(payloads(events(0, 3)));
        assertThat(queue.waiting()).isEqualTo(2);
        assertThat(queue.length(KEYS.batch(claim.batchId()))).isEqualTo(3);
        assertThat(queue.claimed()).isEqualTo(3);
    }

    @Test
    void aClaimOfEverythingKeepsTheOrderToo() {
        queue.push(events(0, 5));

        Claim claim = queue.worker(5, LONG).claim().orElseThrow();

        assertThat(claim.payloads()).containsExactlyElementsOf(payloads(events(0, 5)));
        assertThat(queue.waiting()).isZero();
    }

    @Test
    void aLargeClaimKeepsItsOrderAndCount() {
        queue.push(events(0, 2600));

        Claim claim = queue.worker(2500, LONG).claim().orElseThrow();

        assertThat(claim.payloads()).containsExactlyElementsOf(payloads(events(0, 2500)));
        assertThat(queue.waiting()).isEqualTo(100);
    }

    @Test
    void ourEventsAndThoseOfOthersAreCountedApart() {
        queue.push(events(0, 3));
        queue.push("{}".getBytes(UTF_8));
        queue.push(new byte[BoundedRead.LONGEST + 1]);

        queue.worker(10, LONG).claim().orElseThrow();

        assertThat(queue.claimed()).isEqualTo(5);
        assertThat(queue.number(KEYS.claimedOwn())).isEqualTo(3);
        assertThat(queue.number(KEYS.claimedOther())).isEqualTo(2);
    }

    @Test
    void whatAnOlderWorkerClaimedIsTakenForOursAsFarAsOursAreMissing() {
        queue.set(KEYS.own(), 5);
        queue.set(KEYS.claimed(), 7);
        queue.push(events(0, 2));

        queue.worker(1, LONG).claim().orElseThrow();

        assertThat(queue.claimed()).isEqualTo(8);
        assertThat(queue.number(KEYS.claimedOwn())).as("one now, one waits").isEqualTo(4);
        assertThat(queue.number(KEYS.claimedOther())).isEqualTo(4);
    }

    @Test
    void firstClaimOfAServersProcessNotesWhatThereWasBeforeIt() {
        queue.set(KEYS.start(), "run", "another process");
        queue.set(KEYS.start(), "claimed", "1");
        queue.set(KEYS.own(), 9);
        queue.set(KEYS.claimed(), 7);
        queue.push(events(0, 2));
        ValkeyQueue worker = queue.worker(1, LONG);

        worker.claim().orElseThrow();
        worker.claim().orElseThrow();

        assertThat(queue.claimed()).isEqualTo(9);
        assertThat(queue.get(KEYS.start(), "claimed")).isEqualTo("7");
        assertThat(queue.get(KEYS.start(), "own")).isEqualTo("9");
        assertThat(queue.get(KEYS.start(), "run")).matches("[0-9a-f]{40}");
    }

    @Test
    void acknowledgingLeavesNothingBehindButTheDeadLetters() {
        queue.push(events(0, 3));
        Claim claim = queue.worker(10, LONG).claim().orElseThrow();

        claim.acknowledge(List.of(payload("dead")));

        assertThat(queue.keys()).containsExactly(KEYS.claimed(), KEYS.deadLetters());
        assertThat(queue.length(KEYS.deadLetters())).isEqualTo(1);
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

    @Test
    void waitingEndsSoonAfterAnEventArrivesAndTakesNothing() throws Exception {
        ValkeyQueue worker = queue.worker(10, LONG);
        assertThat(worker.claim()).isEmpty();
        try (var thread = Executors.newSingleThreadExecutor()) {
            var waiting = thread.submit(() -> worker.awaitEvents(Duration.ofSeconds(5)));
            await().during(Duration.ofMillis(100)).until(() -> !waiting.isDone());

            queue.push(events(0, 1));

            waiting.get(100, TimeUnit.MILLISECONDS);
        }
        assertThat(queue.waiting()).isEqualTo(1);
    }

    @Test
    void anEventThatPassesTheMissingGateGoesBackToItsPlace() throws Exception {
        ValkeyQueue worker = queue.worker(10, LONG);
        assertThat(worker.claim()).isEmpty();
        queue.delete(KEYS.gate());
        queue.push(events(0, 1));

        worker.awaitEvents(Duration.ofSeconds(5));

        assertThat(queue.waiting()).as("it went through the gate").isZero();
        assertThat(worker.claim().orElseThrow().payloads())
                .containsExactlyElementsOf(payloads(events(0, 1)));
        assertThat(worker.claim()).isEmpty();
        queue.push(events(1, 2));
        worker.awaitEvents(Duration.ofSeconds(5));
        assertThat(queue.waiting()).as("the gate is shut again").isEqualTo(1);
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

    @Test
    void waitingOnAnEmptyQueueEndsAtItsTimeout() {
        long start = System.nanoTime();

        queue.worker(10, LONG).awaitEvents(Duration.ofMillis(200));

        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isBetween(Duration.ofMillis(150), Duration.ofSeconds(2));
    }

    @Test
    void manyWorkersClaimEveryEventExactlyOnce() throws Exception {
        queue.push(events(0, 2000));
        Set<String> seen = ConcurrentHashMap.newKeySet();

        try (var workers = Executors.newFixedThreadPool(4)) {
            for (int i = 0; i < 4; i++) {
                workers.submit(() -> drainInto(seen));
            }
        }

        assertThat(seen).hasSize(2000);
        assertThat(queue.keys()).containsExactly(KEYS.claimed());
        assertThat(queue.claimed()).isEqualTo(2000);
    }

    private static Void drainInto(Set<String> seen) throws Exception {
        ValkeyQueue worker = queue.worker(37, LONG);
        for (Optional<Claim> next = worker.claim(); next.isPresent(); next = worker.claim()) {
            for (byte[] payload : next.get().payloads()) {
                assertThat(seen.add(EventCodec.decode(payload).id())).isTrue();
            }
            next.get().acknowledge(List.of());
        }
        return null;
    }

    private static Claim awaitClaim(ValkeyQueue worker) {
        return await().atMost(Duration.ofSeconds(5))
                .until(worker::claim, Optional::isPresent)
                .orElseThrow();
    }
}
