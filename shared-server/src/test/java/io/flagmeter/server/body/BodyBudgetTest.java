package io.flagmeter.server.body;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagmeter.server.problem.Problem;
import io.flagmeter.server.problem.ProblemType;
import org.junit.jupiter.api.Test;

class BodyBudgetTest {

    @Test
    void bodiesShareASixteenthOfTheHeap() {
        assertThat(new BodyBudget(1_000, 160_000).left()).isEqualTo(10_000);
    }

    @Test
    void refusalTakesNothing() {
        var budget = new BodyBudget(1_000, 16_000);

        assertThat(budget.take(700)).isTrue();
        assertThat(budget.take(301)).isFalse();
        assertThat(budget.take(300)).isTrue();
        budget.giveBack(700);
        assertThat(budget.left()).isEqualTo(700);
    }

    @Test
    void bodyMayBeAsLongAsTheLongestAndNoLonger() {
        var budget = new BodyBudget(1_000, 16_000);
        assertThat(budget.refusal(1_000)).isNull();
        assertThat(budget.refusal(1_001))
                .isEqualTo(
                        Problem.limit(
                                ProblemType.BODY_TOO_LARGE,
                                "the body may be at most 1000 bytes long",
                                1_000));
    }

    @Test
    void singleEventsAreNotCounted() {
        assertThat(BodyBudget.counts(4_096)).isFalse();
        assertThat(BodyBudget.counts(4_097)).isTrue();
    }
}
