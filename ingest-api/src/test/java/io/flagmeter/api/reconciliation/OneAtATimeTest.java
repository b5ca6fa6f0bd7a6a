package io.flagmeter.api.reconciliation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class OneAtATimeTest {

    @Test
    void allThatAskMeanwhileShareTheNext() throws Exception {
        var computed = new AtomicInteger();
        var goOn = new CountDownLatch(1);
        var shared =
                new OneAtATime<>(
                        () -> {
                            int number = computed.incrementAndGet();
                            goOn.await();
                            return number;
                        });
        var results = new ConcurrentLinkedQueue<Integer>();
        var first = Thread.ofPlatform().start(() -> results.add(shared.get()));
        await().until(() -> computed.get() == 1);
        List<Thread> meanwhile =
                Stream.generate(() -> Thread.ofPlatform().start(() -> results.add(shared.get())))
                        .limit(20)
                        .toList();
        await().until(
                        () ->
                                meanwhile.stream()
                                        .allMatch(one -> one.getState() == Thread.State.WAITING));
        goOn.countDown();
        first.join();
        for (Thread one : meanwhile) {
            one.join();
        }

        assertThat(results).hasSize(21).containsOnlyOnce(1).containsOnly(1, 2);
        assertThat(computed).hasValue(2);
    }

    @Test
    void faultIsToldAndTheNextIsTriedAnew() {
        var computed = new AtomicInteger();
        var shared =
                new OneAtATime<>(
                        () -> {
                            if (computed.incrementAndGet() == 1) {
                                throw new IllegalStateException("gone");
                            }
                            return "books";
                        });

        assertThatThrownBy(shared::get)
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(IllegalStateException.class);
        assertThat(shared.get()).isEqualTo("books");
    }
}
