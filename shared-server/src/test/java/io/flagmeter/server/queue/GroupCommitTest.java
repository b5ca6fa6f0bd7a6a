package io.flagmeter.server.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class GroupCommitTest {

    private static final Pushed PLAIN = new Pushed(1, List.of());

    private static final long TIMEOUT = 1_500;

    private final List<List<byte[]>> groups = new ArrayList<>();
    private final List<Promise<Pushed>> answers = new ArrayList<>();
    private final List<List<Limited>> limitedOfGroups = new ArrayList<>();
    private final List<String> outcomes = new ArrayList<>();
    private final GroupCommit commit = new GroupCommit(this::push, TIMEOUT, 1);

    private io.vertx.core.Future<Pushed> push(List<byte[]> payloads, List<Limited> limited) {
        groups.add(payloads);
        limitedOfGroups.add(limited);
        Promise<Pushed> answer = Promise.promise();
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

        answers.getFirst().complete(PLAIN);

        assertThat(outcomes).containsExactly("a ACCEPTED");
    }

    @Test
    void whatArrivesMeanwhileGoesTogether() {
        offer("a");
        offer("b");
        offer("c", 3, 0);

        assertThat(groupSizes()).containsExactly(1);

        answers.getFirst().complete(PLAIN);

        assertThat(groupSizes()).containsExactly(1, 4);
        assertThat(outcomes).containsExactly("a ACCEPTED");

        answers.getLast().complete(PLAIN);

        assertThat(outcomes).containsExactly("a ACCEPTED", "b ACCEPTED", "c ACCEPTED");
    }

    @Test
    void failedGroupIsRefusedAndTheNextIsTried() {
        offer("a");
        offer("b");
        answers.getFirst().fail("connection refused");

        assertThat(outcomes).containsExactly("a UNAVAILABLE");

        answers.getLast().complete(PLAIN);

        assertThat(outcomes).containsExactly("a UNAVAILABLE", "b ACCEPTED");
    }

    @Test
    void groupsAreBoundedButOneRequestIsNeverSplit() {
        offer("a");
        offer("b", GroupCommit.MAX_GROUP_EVENTS - 1, 0);
        offer("c", 2, 0);
        offer("d", GroupCommit.MAX_GROUP_EVENTS + 1, 0);
        for (int i = 0; i < answers.size(); i++) {
            answers.get(i).tryComplete(PLAIN);
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
        answers.getFirst().complete(PLAIN);

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
        answers.getFirst().complete(PLAIN);
        offer("b", 1, TIMEOUT);
        answers.getLast().complete(PLAIN);

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
        answers.getFirst().complete(PLAIN);
        answers.getLast().complete(PLAIN);

        assertThat(outcomes).containsExactly("a ACCEPTED", "b ACCEPTED");
    }

    @Test
    void timeSpentWaitingCounts() {
        offer("a", 1, 0);
        offer("b", 1, 1);
        answers.getFirst().complete(PLAIN);
        commit.tick(TIMEOUT);

        assertThat(outcomes).containsExactly("a ACCEPTED");

        commit.tick(TIMEOUT + 1);

        assertThat(outcomes).containsExactly("a ACCEPTED", "b UNAVAILABLE");
    }

    private static final RateLimit LIMIT = new RateLimit("l", false, 1, 60_000, 1);
    private static final Check CHECK = new Check(new Allowance("k", LIMIT, null), "s", "s", -1);

    private void offerLimited(String name, int events) {
        var payloads = new ArrayList<byte[]>();
        for (int i = 0; i < events; i++) {
            payloads.add(name.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        }
        commit.offer(
                payloads, List.of(CHECK), answer -> outcomes.add(name + " " + answer.outcome()), 0);
    }

    @Test
    void limitedOnesGoWithTheOthersAndEachIsToldItsOwn() {
        offer("first");
        offerLimited("a", 1);
        offer("b");
        offerLimited("c", 1);
        answers.getFirst().complete(PLAIN);

        assertThat(groupSizes()).containsExactly(1, 1);
        assertThat(limitedOfGroups.getLast()).hasSize(2);

        answers.getLast()
                .complete(
                        new Pushed(
                                2,
                                List.of(
                                        List.of(new Standing(LIMIT, 0, 60_000, 60_000)),
                                        List.of(new Standing(LIMIT, 0, 60_000, 0)))));

        assertThat(outcomes)
                .containsExactly("first ACCEPTED", "a LIMITED", "b ACCEPTED", "c ACCEPTED");
    }

    @Test
    void requestsThatAreNoEventsTakeRoomAsWell() {
        offer("a");
        for (int i = 0; i <= GroupCommit.MAX_WAITING_EVENTS; i++) {
            offerLimited("r", 0);
        }

        assertThat(outcomes).containsExactly("r UNAVAILABLE");
    }
}
