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
import io.flagmeter.worker.testing.Servers;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The queue's contract, against a real Valkey. */
class ValkeyQueueTest {

    private static final Duration LONG = Duration.ofMinutes(1);

    @RegisterExtension static final TestQueue queue = new TestQueue(Servers.valkeyUrl());

    @BeforeAll
    static void openDoor() {
        queue.openDoor();
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
}
