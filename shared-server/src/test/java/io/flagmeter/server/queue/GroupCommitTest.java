package io.flagmeter.server.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class GroupCommitTest {

    private static final long TIMEOUT = 1_500;

    private final List<List<byte[]>> groups = new ArrayList<>();
    private final List<Promise<Void>> answers = new ArrayList<>();
    private final List<String> outcomes = new ArrayList<>();
    private final GroupCommit commit = new GroupCommit(this::push, TIMEOUT, 1);

    private io.vertx.core.Future<Void> push(List<byte[]> payloads) {
        groups.add(payloads);
        Promise<Void> answer = Promise.promise();
        answers.add(answer);
        return answer.future();
    }

    private void offer(String name, int events, long nanoTime) {
        var payloads = new ArrayList<byte[]>();
        for (int i = 0; i < events; i++) {
            payloads.add(name.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        }
        commit.offer(payloads, outcome -> outcomes.add(name + " " + outcome), nanoTime);
    }

    private void offer(String name) {
        offer(name, 1, 0);
    }

    private List<Integer> groupSizes() {
        return groups.stream().map(List::size).toList();
    }

    @Test
    void loneEventGoesAtOnceAndIsAnsweredOnlyAfterwards() {
        offer("a");

        assertThat(groups).hasSize(1);
        assertThat(outcomes).isEmpty();

        answers.getFirst().complete();

        assertThat(outcomes).containsExactly("a ACCEPTED");
    }

    @Test
    void whatArrivesMeanwhileGoesTogether() {
        offer("a");
        offer("b");
        offer("c", 3, 0);

        assertThat(groupSizes()).containsExactly(1);

        answers.getFirst().complete();

        assertThat(groupSizes()).containsExactly(1, 4);
        assertThat(outcomes).containsExactly("a ACCEPTED");

        answers.getLast().complete();

        assertThat(outcomes).containsExactly("a ACCEPTED", "b ACCEPTED", "c ACCEPTED");
    }

    @Test
    void failedGroupIsRefusedAndTheNextIsTried() {
        offer("a");
        offer("b");
        answers.getFirst().fail("connection refused");

        assertThat(outcomes).containsExactly("a UNAVAILABLE");

        answers.getLast().complete();

        assertThat(outcomes).containsExactly("a UNAVAILABLE", "b ACCEPTED");
    }

    @Test
    void groupsAreBoundedButOneRequestIsNeverSplit() {
        offer("a");
        offer("b", GroupCommit.MAX_GROUP_EVENTS - 1, 0);
        offer("c", 2, 0);
        offer("d", GroupCommit.MAX_GROUP_EVENTS + 1, 0);
        for (int i = 0; i < answers.size(); i++) {
            answers.get(i).tryComplete();
        }

        assertThat(groupSizes())
                .containsExactly(
                        1, GroupCommit.MAX_GROUP_EVENTS - 1, 2, GroupCommit.MAX_GROUP_EVENTS + 1);
    }

    @Test
    void waitingIsBounded() {
        offer("a");
        offer("b", GroupCommit.MAX_WAITING_EVENTS, 0);
        offer("c");

        assertThat(outcomes).containsExactly("c UNAVAILABLE");
    }

    @Test
    void requestLargerThanTheBoundIsTakenIfNothingWaits() {
        offer("a");
        offer("b", GroupCommit.MAX_WAITING_EVENTS + 1, 0);
        answers.getFirst().complete();

        assertThat(outcomes).containsExactly("a ACCEPTED");
        assertThat(groups).hasSize(2);
    }

    @Test
    void overdueGroupIsRefusedWithAllThatWaitBehindIt() {
        offer("a", 1, 100);
        offer("b", 1, 900);
        commit.tick(100 + TIMEOUT - 1);

        assertThat(outcomes).isEmpty();

        commit.tick(100 + TIMEOUT);

        assertThat(outcomes).containsExactly("a UNAVAILABLE", "b UNAVAILABLE");
    }

    @Test
    void nothingIsTakenWhileAnOverdueGroupIsUnanswered() {
        offer("a", 1, 0);
        commit.tick(TIMEOUT);
        offer("b", 1, TIMEOUT);

        assertThat(groups).hasSize(1);
        assertThat(outcomes).containsExactly("a UNAVAILABLE", "b UNAVAILABLE");
    }

    @Test
    void lateAnswerLetsTheNextGoAndTellsNobodyTwice() {
        offer("a", 1, 0);
        commit.tick(TIMEOUT);
        answers.getFirst().complete();
        offer("b", 1, TIMEOUT);
        answers.getLast().complete();

        assertThat(outcomes).containsExactly("a UNAVAILABLE", "b ACCEPTED");
    }

    @Test
    void answerThatFailsDoesNotKeepOthersFromTheirs() {
        offer("a");
        commit.offer(
                List.of(new byte[1]),
                outcome -> {
                    throw new IllegalStateException("the client is gone");
                },
                0);
        offer("b");
        answers.getFirst().complete();
        answers.getLast().complete();

        assertThat(outcomes).containsExactly("a ACCEPTED", "b ACCEPTED");
    }

    @Test
    void timeSpentWaitingCounts() {
        offer("a", 1, 0);
        offer("b", 1, 1);
        answers.getFirst().complete();
        commit.tick(TIMEOUT);

        assertThat(outcomes).containsExactly("a ACCEPTED");

        commit.tick(TIMEOUT + 1);

        assertThat(outcomes).containsExactly("a ACCEPTED", "b UNAVAILABLE");
    }
}
