package io.flagmeter.server.queue;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flagmeter.model.event.UsageEvent;
import io.flagmeter.server.queue.EventQueue.Answer;
import io.flagmeter.server.queue.EventQueue.Outcome;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What whoever pushes may rely on, whichever queue it is. */
abstract class EventQueueContract {

    /** Events that may wait. */
    static final int BOUND = 5;

    private static final Instant NOW = Instant.parse("2026-11-25T14:32:00.123Z");

    final Vertx vertx = Vertx.vertx();
    private final Context loop = vertx.getOrCreateContext();

    /** A queue that holds {@link #BOUND} events. */
    abstract EventQueue queue();

    /** Takes what waits, as a worker does, oldest first. */
    abstract List<UsageEvent> drain() throws Exception;

    abstract void fail() throws Exception;

    abstract void recover() throws Exception;

    @AfterEach
    void closeLoops() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    static UsageEvent event(String id) {
        return new UsageEvent(id, "tenant-of-" + id, "feature", 7, NOW, NOW.plusMillis(1));
    }

    private static List<UsageEvent> events(String name, int count) {
        return IntStream.range(0, count).mapToObj(i -> event(name + i)).toList();
    }

    /** The outcome, told on the loop that pushed, once. */
    private Outcome push(List<UsageEvent> events) throws Exception {
        var outcome = new CompletableFuture<Outcome>();
        var times = new AtomicInteger();
        loop.runOnContext(
                go -> {
                    Thread pushing = Thread.currentThread();
                    queue().push(
                                    events,
                                    told -> {
                                        assertThat(Thread.currentThread()).isSameAs(pushing);
                                        times.incrementAndGet();
                                        outcome.complete(told);
                                    });
                });
        Outcome told = outcome.get(3, SECONDS);
        assertThat(times).hasValue(1);
        return told;
    }

    @Test
    void acceptedEventsComeOutAsTheyWentInTheOldestFirst() throws Exception {
        assertThat(push(events("a", 2))).isEqualTo(Outcome.ACCEPTED);
        assertThat(push(events("b", 1))).isEqualTo(Outcome.ACCEPTED);

        assertThat(drain()).containsExactly(event("a0"), event("a1"), event("b0"));
        assertThat(drain()).isEmpty();
    }

    @Test
    void fullQueueTakesNothingUntilItIsDrained() throws Exception {
        assertThat(push(events("first", BOUND))).isEqualTo(Outcome.ACCEPTED);
        assertThat(push(events("more", 1))).isEqualTo(Outcome.FULL);

        assertThat(drain()).isEqualTo(events("first", BOUND));
        await().untilAsserted(
                        () -> assertThat(push(events("again", 1))).isEqualTo(Outcome.ACCEPTED));

        assertThat(drain()).containsExactly(event("again0"));
    }

    @Test
    void requestThatFindsRoomIsTakenWholeAlsoBeyondTheBound() throws Exception {
        assertThat(push(events("a", BOUND - 1))).isEqualTo(Outcome.ACCEPTED);
        assertThat(push(events("b", 3))).isEqualTo(Outcome.ACCEPTED);

        assertThat(drain()).hasSize(BOUND + 2);
    }

    @Test
    void queueThatFailsTakesNothingAndRecovers() throws Exception {
        assertThat(push(events("before", 1))).isEqualTo(Outcome.ACCEPTED);
        fail();
        assertThat(push(events("during", 2))).isEqualTo(Outcome.UNAVAILABLE);

        recover();
        await().untilAsserted(
                        () -> assertThat(push(events("after", 1))).isEqualTo(Outcome.ACCEPTED));

        assertThat(drain()).containsExactly(event("before0"), event("after0"));
    }

    /** So many at once, and hardly any more while a test runs. */
    private static Check atMost(String kind, int capacity, boolean window) {
        var limit = new RateLimit(kind + "-requests", window, capacity, 60_000, capacity);
        return new Check(new Allowance(kind, limit, null), "tenant-of-a", "tenant-of-a", -1);
    }

    private Answer ask(Consumer<Consumer<Answer>> question) throws Exception {
        var answer = new CompletableFuture<Answer>();
        loop.runOnContext(go -> question.accept(answer::complete));
        return answer.get(3, SECONDS);
    }

    private Outcome pushLimited(String id, Check... checks) throws Exception {
        return ask(then -> queue().push(List.of(event(id)), List.of(checks), then)).outcome();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void refusedEventIsNotOnTheListAndATakenOneIsCountedByTheLimit(boolean window)
            throws Exception {
        Check two = atMost("tenant", 2, window);
        assertThat(pushLimited("a", two)).isEqualTo(Outcome.ACCEPTED);
        assertThat(pushLimited("b", two)).isEqualTo(Outcome.ACCEPTED);
        assertThat(pushLimited("c", two)).isEqualTo(Outcome.LIMITED);
        assertThat(push(events("free", 1))).isEqualTo(Outcome.ACCEPTED);

        assertThat(drain()).containsExactly(event("a"), event("b"), event("free0"));
    }

    @Test
    void limitThatRefusesKeepsTheOthersFromCounting() throws Exception {
        Check three = atMost("key", 3, false);
        Check one = atMost("tenant", 1, false);
        assertThat(pushLimited("a", three, one)).isEqualTo(Outcome.ACCEPTED);
        for (int i = 0; i < 3; i++) {
            assertThat(pushLimited("b", three, one)).isEqualTo(Outcome.LIMITED);
        }
        assertThat(pushLimited("c", three)).isEqualTo(Outcome.ACCEPTED);
        assertThat(pushLimited("d", three)).isEqualTo(Outcome.ACCEPTED);
        assertThat(pushLimited("e", three)).isEqualTo(Outcome.LIMITED);

        assertThat(drain()).containsExactly(event("a"), event("c"), event("d"));
    }

    @Test
    void requestThatIsNoEventCountsAndTellsHowTheLimitStands() throws Exception {
        Check two = atMost("tenant", 2, false);
        Answer first = ask(then -> queue().check(List.of(two), then));
        assertThat(first.outcome()).isEqualTo(Outcome.ACCEPTED);
        assertThat(first.standings()).extracting(Standing::remaining).containsExactly(1L);
        assertThat(first.standings().getFirst().resetMillis()).isBetween(20_000L, 30_000L);
        assertThat(pushLimited("a", two)).isEqualTo(Outcome.ACCEPTED);

        Answer third = ask(then -> queue().check(List.of(two), then));
        assertThat(third.outcome()).isEqualTo(Outcome.LIMITED);
        assertThat(third.standings().getFirst().waitMillis()).isBetween(20_000L, 30_000L);
        assertThat(drain()).containsExactly(event("a"));
    }

    @Test
    void queueThatFailsCountsNothing() throws Exception {
        Check one = atMost("tenant", 1, false);
        assertThat(push(events("before", 1))).isEqualTo(Outcome.ACCEPTED);
        fail();
        assertThat(pushLimited("a", one)).isEqualTo(Outcome.UNAVAILABLE);
        assertThat(ask(then -> queue().check(List.of(one), then)).outcome())
                .isEqualTo(Outcome.UNAVAILABLE);

        recover();
        await().untilAsserted(
                        () -> assertThat(push(events("after", 1))).isEqualTo(Outcome.ACCEPTED));
        assertThat(pushLimited("b", one)).isEqualTo(Outcome.ACCEPTED);
    }
}
