package io.flagmeter.worker.queue;

import static io.flagmeter.worker.testing.TestEvents.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import io.flagmeter.embedded.StackDirectory;
import io.flagmeter.fixtures.EmbeddedValkeyCluster;
import io.flagmeter.model.event.EventCodec;
import io.flagmeter.model.event.InvalidEventException;
import io.flagmeter.model.event.UsageEvent;
import io.flagmeter.model.queue.QueuePartitions;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Eight partitions on a real cluster of three nodes. */
class ClusterTest {

    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Duration SHORT = Duration.ofMillis(200);
    private static final QueuePartitions EIGHT = new QueuePartitions(8);

    private static EmbeddedValkeyCluster cluster;
    private static TestQueue queue;

    @BeforeAll
    static void start() {
        cluster = EmbeddedValkeyCluster.start(StackDirectory.temporary());
        queue = new TestQueue(cluster.url(), EIGHT);
    }

    @AfterAll
    static void stop() {
        queue.close();
        cluster.close();
    }

    @BeforeEach
    void clear() {
        queue.clear();
    }

    @Test
    void fourWorkersClaimEveryEventOnce() throws Exception {
        queue.push(ofFortyTenants(2_000));
        Set<String> seen = ConcurrentHashMap.newKeySet();

        try (var workers = Executors.newFixedThreadPool(4)) {
            for (Future<Void> done : workers.invokeAll(Collections.nCopies(4, drain(seen)))) {
                done.get();
            }
        }

        assertThat(seen).hasSize(2_000);
        assertThat(queue.worker(10, LONG).inFlight()).isEmpty();
    }

    @Test
    void claimsGoRoundThePartitions() {
        queue.push(ofFortyTenants(400));
        ValkeyQueue worker = queue.worker(1, LONG);

        List<Integer> partitions =
                Stream.generate(() -> partition(worker.claim().orElseThrow())).limit(16).toList();

        assertThat(partitions.subList(0, 8)).doesNotHaveDuplicates();
        assertThat(partitions.subList(8, 16)).isEqualTo(partitions.subList(0, 8));
    }

    @Test
    void leasesOfADeadWorkerAreTakenOverInEveryPartition() {
        queue.push(ofFortyTenants(400));
        List<Claim> dead = claimAll(queue.worker(1_000, SHORT));
        assertThat(dead).hasSize(8);

        ValkeyQueue heir = queue.worker(1_000, LONG);
        List<Claim> taken = Stream.generate(() -> awaitClaim(heir)).limit(8).toList();

        assertThat(taken.stream().map(Claim::batchId))
                .containsExactlyInAnyOrderElementsOf(dead.stream().map(Claim::batchId).toList());
        assertThat(taken.stream().mapToInt(claim -> claim.payloads().size()).sum()).isEqualTo(400);
        assertThat(heir.inFlight()).hasSize(8);
        taken.forEach(claim -> claim.acknowledge(List.of()));
        assertThat(heir.inFlight()).isEmpty();
    }

    @Test
    void nodeThatIsKilledComesBackWithItsEventsAndLeases() {
        queue.push(ofFortyTenants(400));
        List<Claim> claimed = claimAll(queue.worker(10, LONG)).subList(0, 8);

        for (int node = 0; node < cluster.size(); node++) {
            cluster.kill(node);
            cluster.restart(node);
        }

        ValkeyQueue worker = queue.worker(1_000, LONG);
        await().ignoreException(QueueUnavailableException.class)
                .until(
                        () ->
                                worker.inFlight()
                                        .containsAll(
                                                claimed.stream().map(Claim::batchId).toList()));
    }

    @Test
    void noWorkerLeavesPartitionsBehind() {
        queue.worker(10, LONG).announce();
        queue.worker(10, LONG).announce();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> queue.worker(new QueuePartitions(4)).announce())
                .withMessageContaining("is 4, but the queue has been split into 8");
        queue.worker(new QueuePartitions(16)).announce();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> queue.worker(10, LONG).announce())
                .withMessageContaining("is 8, but the queue has been split into 16");
    }

    private static List<UsageEvent> ofFortyTenants(int events) {
        return IntStream.range(0, events)
                .mapToObj(i -> event("e" + i, "tenant-" + i % 40, "f", 1))
                .toList();
    }

    private static Callable<Void> drain(Set<String> seen) {
        return () -> {
            ValkeyQueue worker = queue.worker(37, LONG);
            for (Optional<Claim> next = worker.claim(); next.isPresent(); next = worker.claim()) {
                for (byte[] payload : next.get().payloads()) {
                    assertThat(seen.add(EventCodec.decode(payload).id())).isTrue();
                }
                next.get().acknowledge(List.of());
            }
            return null;
        };
    }

    private static List<Claim> claimAll(ValkeyQueue worker) {
        return Stream.generate(worker::claim)
                .takeWhile(Optional::isPresent)
                .map(Optional::orElseThrow)
                .toList();
    }

    private static int partition(Claim claim) {
        try {
            return EIGHT.of(EventCodec.decode(claim.payloads().getFirst()).tenant());
        } catch (InvalidEventException e) {
            throw new AssertionError(e);
        }
    }

    private static Claim awaitClaim(ValkeyQueue worker) {
        return await().atMost(Duration.ofSeconds(10))
                .until(worker::claim, Optional::isPresent)
                .orElseThrow();
    }
}
